// Somebody is being defrauded now: two taps from every tab to the words, with no network; both branches; the village's numbers,
// also where the database cannot be opened; afterwards the door is promised, and nothing that was typed is kept.
import assert from "node:assert/strict";
import { inTown, PHONE } from "./harness.mjs";
import { countTaps, doorsIn, enrol, openDoor, search, taps } from "./people.mjs";

const TO_THE_WORDS = 2;
const ACCOUNT = "6222 0000 1111";

inTown("somebody is being defrauded", {}, async (town, step) => {
  const phone = await town.device("worker", { size: PHONE, prepare: countTaps });
  await enrol(phone, town.server.demo("worker").link);
  const [door] = await doorsIn(phone, "unreached", 1);
  await phone.offline(true);

  await step("the village's numbers are entered once, offline", async () => {
    await phone.id("tab-me").tap();
    await phone.id("contacts").tap();
    await phone.id("contact-lead-name").fill("林村长");
    await phone.id("contact-lead-phone").fill("不知道");
    await phone.id("contact-officer-phone").fill("139 0000 0002");
    await phone.id("contacts-save").tap();
    await phone.page.locator('[data-testid="failure"][data-code="invalid-phone"]').waitFor();
    await phone.id("contact-lead-phone").fill("138 0000 0001");
    await phone.id("contacts-save").tap();
    await phone.id("saved-toast").waitFor();
  });

  for (const tab of ["tab-today", "tab-doors", "tab-map", "tab-me"]) {
    await step(`${tab}: at most ${TO_THE_WORDS} taps to the words`, async () => {
      await phone.id(tab).tap();
      const start = await taps(phone);
      await phone.id("help-open").tap();
      await phone.page.locator('[data-testid="help-type"][data-fraud="fake-police"]').tap();
      await phone.id("help-words").waitFor();
      const used = (await taps(phone)) - start;
      assert.ok(used <= TO_THE_WORDS, `${used} taps`);
      assert.match(await phone.id("help-words").innerText(), /骗子吓唬你/);
      assert.deepEqual(await numbers(phone), ["96110", "13800000001", "13900000002"]);
      await phone.id("help-leave").tap();
      await phone.id("help-leave").tap();
    });
  }

  await step("who cannot tell which kind gets words too", async () => {
    await phone.id("help-open").tap();
    await phone.page.locator('[data-testid="help-type"][data-fraud="any"]').tap();
    assert.ok((await phone.id("help-words").locator("li").count()) >= 5);
    await phone.id("help-leave").tap();
  });

  await step("the money is sent: 110 first, and what to read out", async () => {
    await phone.id("help-sent").tap();
    assert.deepEqual(await numbers(phone), ["110", "13800000001", "13900000002"]);
    assert.equal(await phone.id("help-number").first().getAttribute("href"), "tel:110");
    await phone.id("help-account").fill(ACCOUNT);
    await phone.id("help-amount").fill("30000");
    await phone.id("help-when").fill("十点二十");
    await phone.id("help-bank").fill("农商行");
    const said = await phone.id("help-read-out").innerText();
    for (const part of [ACCOUNT, "30000", "十点二十", "农商行"]) assert.ok(said.includes(part), said);
  });

  await step("afterwards the door is promised, and nothing typed was kept", async () => {
    await phone.id("help-to-after").tap();
    await phone.id("followup-door").fill(door.text);
    await phone.page.locator(`[data-testid="door-choice"][data-id="${door.id}"]`).tap();
    await phone.id("followup-0").tap();
    await phone.id("followup-save").tap();
    await phone.id("door-state").waitFor();
    await phone.page.locator('[data-testid="history-line"][data-kind="followup.due"]').waitFor();
    await search(phone, door.text);
    await phone.id("filter-promised").tap();
    await phone.page.locator(`[data-testid="door-row"][data-id="${door.id}"]`).filter({ hasText: "约定" }).waitFor();
    await phone.id("filter-promised").tap();
    await phone.id("help-open").tap();
    await phone.id("help-sent").tap();
    assert.equal(await phone.id("help-account").inputValue(), "");
    const kept = await phone.page.evaluate(() => JSON.stringify(localStorage));
    assert.ok(!kept.includes(ACCOUNT), kept);
    await phone.id("help-leave").tap();
    await phone.id("help-leave").tap();
  });

  await step("where the database cannot be opened, the words and the numbers are there", async () => {
    const other = await phone.context.newPage();
    await other.goto(new URL("/doors", phone.server.origin).href);
    await other.getByTestId("storage-problem").waitFor();
    await other.goto(new URL("/help", phone.server.origin).href);
    await other.locator('[data-testid="help-type"][data-fraud="brushing"]').tap();
    await other.getByTestId("help-words").waitFor();
    assert.equal(await other.getByTestId("help-number").count(), 3);
    await other.close();
  });

  await step("a visit that meets somebody answers the promise", async () => {
    await openDoor(phone, door);
    await phone.id("outcome-met").tap();
    await phone.id("save-visit").tap();
    await phone.id("saved-toast").waitFor();
    await search(phone, "");
    await phone.id("filter-promised").tap();
    await phone.page.waitForFunction((id) => !document.querySelector(`[data-testid="door-row"][data-id="${id}"]`), door.id);
  });

  await step("without an account, on a screen that cannot call, the numbers are there to be read", async () => {
    const fresh = await town.device("passer-by", { size: { width: 1280, height: 800 } });
    await fresh.goto("/help/sent");
    await fresh.id("help-number").waitFor();
    assert.deepEqual(await numbers(fresh), ["110"]);
    assert.equal(await fresh.id("help-number").getAttribute("href"), null);
    const size = await fresh.page.locator(".number-digits").evaluate((digits) => Number.parseFloat(getComputedStyle(digits).fontSize));
    assert.ok(size >= 48, `${size} px`);
  });
});

const numbers = (device) => device.id("help-number").evaluateAll((all) => all.map((one) => one.dataset.number));
