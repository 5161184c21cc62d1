// The kiosk holds the device: going back leads to the same step of the same door, another address and a new start of
// the browser to the same door; only the worker's way out leads out. Collective signing passes from door to door, one of
// them declining.
import assert from "node:assert/strict";
import { inTown, PHONE } from "./harness.mjs";
import { allReceived, doorsIn, drawSignature, enrol, openDoor } from "./people.mjs";

inTown("the kiosk is left by the worker only", {}, async (town, step) => {
  const phone = await town.device("worker", { size: PHONE });
  await enrol(phone, town.server.demo("worker").link);
  const [door, second, third, fourth] = await doorsIn(phone, "unreached", 4);
  const kioskOnly = async () => {
    assert.equal(new URL(phone.page.url()).pathname, `/doors/${door.id}/pledge`);
    assert.equal(await phone.id("tab-doors").count(), 0, "no way to other households");
  };
  /** Returns when the browser has gone back, before the page answers. */
  const goBack = () =>
    phone.page.evaluate(
      () =>
        new Promise((gone) => {
          addEventListener("popstate", () => gone(), { once: true });
          history.back();
        }),
    );
  const settled = () => phone.page.waitForURL(`**/doors/${door.id}/pledge`);

  await step("going back, more than once, keeps the step, the name and the signature", async () => {
    await phone.offline(true);
    await openDoor(phone, door);
    await phone.id("pledge-start").click();
    await phone.id("pledge-to-sign").click();
    await phone.id("pledge-signer").fill("林阿公");
    await drawSignature(phone);
    for (let times = 0; times < 3; times += 1) {
      await goBack();
      await settled();
      await phone.id("pledge-signer").waitFor();
    }
    assert.equal(await phone.id("pledge-signer").inputValue(), "林阿公");
    assert.equal(await phone.id("signature-clear").isEnabled(), true, "the signature is still there");
    await kioskOnly();
  });

  await step("another address leads back to the same step, a new start of the browser to the same door; nothing was kept of the person", async () => {
    await phone.goto("/doors");
    await settled();
    await phone.id("pledge-signer").waitFor();
    await kioskOnly();
    const kept = await phone.page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
    assert.doesNotMatch(kept, /林阿公/);
    await phone.context.close();
    await phone.start();
    await phone.offline(true);
    await phone.goto(`/doors/${second.id}/pledge`);
    await settled();
    // After a new start the step may be an earlier one.
    const begin = phone.id("pledge-to-sign");
    await begin.or(phone.id("pledge-signer")).waitFor();
    await kioskOnly();
    if (await begin.isVisible()) await begin.click();
  });

  await step("signed, the worker takes the device back, and is free to go elsewhere", async () => {
    await phone.id("pledge-signer").fill("林阿公");
    await drawSignature(phone);
    await phone.id("pledge-to-confirm").click();
    await phone.id("pledge-confirm").click();
    await phone.id("pledge-code").waitFor();
    await phone.id("pledge-finish").click();
    await phone.id("door-state").waitFor();
    await phone.id("tab-doors").click();
    await phone.id("search-input").waitFor();
  });

  await step("three doors sign at an event, one after the other; one declines; going back on the way changes nothing", async () => {
    await phone.id("note-open").click();
    await phone.id("note-collective").click();
    await phone.id("collective-occasion").fill("反诈宣传日");
    for (const { text } of [second, third, fourth]) {
      await phone.id("collective-find").fill(text);
      await phone.id("collective-add").first().click();
    }
    await phone.id("collective-begin").click();
    await sign("一号");
    await phone.id("collective-next").click();
    await phone.id("pledge-decline").click();
    await phone.id("pledge-decline-yes").click();
    await phone.id("pledge-declined").waitFor();
    await phone.id("collective-next").click();
    await phone.id("pledge-to-sign").waitFor();
    const address = phone.page.url();
    await goBack();
    await phone.page.waitForURL(address);
    await sign("三号");
    await phone.id("pledge-finish").click();
    await phone.id("collective-door").first().waitFor();
    await phone.id("collective-over").click();
    await phone.offline(false);
    await allReceived(phone);
  });

  /** Reads, signs and confirms, and stays at the code. */
  async function sign(name) {
    await phone.id("pledge-to-sign").click();
    await phone.id("pledge-signer").fill(name);
    await drawSignature(phone);
    await phone.id("pledge-to-confirm").click();
    assert.match(await phone.id("pledge-preview").innerText(), /反诈宣传日/);
    await phone.id("pledge-confirm").click();
    await phone.id("pledge-code").waitFor();
  }
});
