// A pledge as the resident has it: signed with no network, with a code to take home; checked at /verify by anybody, before and
// after the server has it; withdrawn, and checked again. The worker sees the countersignature and exports the evidence.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { inTown, PHONE } from "./harness.mjs";
import { allReceived, doorsIn, drawSignature, enrol, openDoor } from "./people.mjs";

inTown("a pledge from the door to the proof", {}, async (town, step) => {
  const phone = await town.device("worker", { size: PHONE });
  await enrol(phone, town.server.demo("worker").link);
  const [door] = await doorsIn(phone, "unreached", 1);
  let code;

  /** What /verify says to somebody without an account: the answer's test id, and its words. */
  const verify = async (typed, language = "zh-CN") => {
    const reply = await fetch(`${town.server.origin}/verify?code=${encodeURIComponent(typed)}`, { headers: { "accept-language": language } });
    const html = await reply.text();
    return { said: html.match(/class="answer[^>]*data-testid="verify-([a-z-]+)"/)?.[1], html };
  };

  await step("a guardian signs for a child, with no network; what is missing is said", async () => {
    await phone.offline(true);
    await openDoor(phone, door);
    await phone.id("pledge-start").click();
    await phone.id("pledge-to-sign").click();
    await phone.id("pledge-signer").fill("林阿公");
    await phone.id("pledge-for-minor").check();
    await drawSignature(phone);
    await phone.id("pledge-to-confirm").click();
    await phone.page.getByRole("alert").filter({ hasText: "孩子的名字" }).waitFor();
    await phone.id("pledge-minor").fill("小明");
    await phone.id("pledge-to-confirm").click();
    assert.match(await phone.id("pledge-preview").innerText(), /小明的监护人/);
    await phone.id("pledge-confirm").click();
    code = await phone.id("pledge-code").innerText();
    assert.match(code, /^[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2}$/);
    await phone.id("pledge-finish").click();
    await phone.id("door-state").waitFor();
  });

  await step("the slip is ahead of the record: not yet, ask again later; and a slip of the pen is noticed", async () => {
    assert.equal((await verify(code)).said, "unknown");
    const last = code.endsWith("7") ? "8" : "7";
    assert.equal((await verify(code.slice(0, -1) + last)).said, "mistyped");
    await phone.id("certificate-open").first().click();
    await phone.id("certificate-unsigned").waitFor();
  });

  await step("received, it is genuine for everybody, countersigned on the phone, and exported", async () => {
    await phone.offline(false);
    await allReceived(phone);
    const { said, html } = await verify(code.toLowerCase().replaceAll("-", " "), "en");
    assert.equal(said, "genuine");
    assert.doesNotMatch(html, /林阿公|小明/);
    await openDoor(phone, door);
    await phone.id("certificate-open").first().click();
    await phone.id("certificate-countersigned").waitFor();
    assert.equal(await phone.id("certificate-code").innerText(), code);
    const [file] = await Promise.all([phone.page.waitForEvent("download"), phone.id("certificate-export").click()]);
    const evidence = JSON.parse(await readFile(await file.path(), "utf8"));
    assert.deepEqual([evidence.format, evidence.code, evidence.withdrawal], ["nfv-pledge-1", code, null]);
  });

  await step("withdrawn, it says so here and there", async () => {
    await phone.id("withdraw").click();
    await phone.id("withdraw-reason").fill("改主意了");
    await phone.id("withdraw-confirm").click();
    await phone.id("certificate-withdrawn").waitFor();
    assert.equal(await phone.id("withdraw").count(), 0, "once is enough");
    await allReceived(phone);
    assert.equal((await verify(code)).said, "withdrawn");
  });

  await step("the page works in a browser as it is, without a script", async () => {
    await phone.goto("/verify");
    await phone.id("verify-code").fill(code);
    await phone.id("verify-submit").click();
    await phone.id("verify-withdrawn").waitFor();
    assert.equal(await phone.page.locator("script").count(), 0);
  });
});
