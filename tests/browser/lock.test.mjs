// The lock: what a lost phone shows, what a forgotten PIN costs (nothing), what lies in the raw files.
import assert from "node:assert/strict";
import { DESK, inTown } from "./harness.mjs";
import { rawFiles } from "./opfs.mjs";
import { allReceived, choosePin, doorsIn, openDoor, openInvitation, recordVisit, saveVisit, signIn, syncFigures, typePin } from "./people.mjs";
import { withHolds, untilAnswered } from "./holds.mjs";

const PIN = "258013";

async function lockNow(device) {
  await device.id("tab-me").click();
  await device.id("lock-now").click();
  await device.id("lock-screen").waitFor();
}

inTown("the lock", {}, async (town, step) => {
  const { server } = town;
  const worker = server.demo("worker");
  const phone = await town.device("worker", { prepare: withHolds });
  let doors;
  let names;

  await step("a PIN is asked for when coming in, and again whenever the app starts", async () => {
    await openInvitation(phone, worker.link);
    await phone.id("join-confirm").click();
    await phone.page.locator('[data-testid="join-progress"][data-done="true"]').waitFor({ timeout: 60_000 });
    await phone.id("join-go-on").click();
    await phone.id("pin-step").waitFor();
    await typePin(phone, "1111");
    await phone.id("keypad-message").filter({ hasText: "猜" }).waitFor();
    await choosePin(phone, PIN);
    await phone.id("tab-today").waitFor();
    doors = await doorsIn(phone, "unreached", 8);
    names = await phone.page.locator(".door-name").allInnerTexts();
    assert.ok(names.some((name) => name.trim().length > 1), "households with names");
    await phone.goto("/");
    await phone.id("lock-screen").waitFor();
    assert.equal(await phone.id("tab-today").count(), 0);
    await typePin(phone, PIN);
    await phone.id("tab-today").waitFor();
  });

  await step("locked, nothing of a household is in the page, and a draft is there afterwards", async () => {
    await openDoor(phone, doors[0]);
    await phone.id("record-visit").click();
    await phone.id("outcome-met").click();
    await phone.id("visit-note").fill("锁屏之前写的");
    await untilAnswered(phone, "KeepDraft", "锁屏之前写的");
    await phone.page.evaluate(() => localStorage.setItem("nfv-lock-minutes", "1"));
    await phone.page.evaluate(() => {
      const real = Date.now;
      Date.now = () => real() + 61_000;
    });
    await phone.id("lock-screen").waitFor();
    const page = await phone.page.content();
    for (const name of names.map((name) => name.trim()).filter((name) => name.length > 1)) assert.ok(!page.includes(name), name);
    await typePin(phone, PIN);
    await phone.id("visit-note").waitFor();
    assert.equal(await phone.id("visit-note").inputValue(), "锁屏之前写的");
    await saveVisit(phone);
    await phone.page.evaluate(() => localStorage.removeItem("nfv-lock-minutes"));
  });

  await step("wrong PINs wait, a reload does not help, and the right one opens", async () => {
    await lockNow(phone);
    for (let wrong = 0; wrong < 4; wrong += 1) {
      await typePin(phone, "0000");
      await phone.id("keypad-message").filter({ hasText: /不对|请等/ }).waitFor();
    }
    await phone.goto("/");
    await phone.page.locator('[data-testid="keypad"][data-closed="true"]').waitFor();
    assert.match(await phone.id("keypad-message").innerText(), /请等 [1-5] 秒/);
    await typePin(phone, PIN);
    await phone.id("tab-today").waitFor();
  });

  await step("the raw files hold neither SQLite's header nor a household's name", async () => {
    await allReceived(phone);
    const files = await rawFiles(phone, ".nfv");
    const size = files.reduce((sum, file) => sum + file.length, 0);
    assert.ok(size > 500_000, `the database is in what was read: ${size} bytes`);
    const wanted = ["SQLite format 3", ...names.map((name) => name.trim()).filter((name) => name.length > 1)];
    for (const file of files) for (const text of wanted) assert.equal(file.includes(Buffer.from(text)), false, `found ${text}`);
    const keys = Buffer.concat(await rawFiles(phone, ".nfv-key")).toString();
    assert.match(keys, /Wrapped/);
    assert.doesNotMatch(keys, /"Open"/, "no older slot still holds the key");
  });

  await step("a forgotten PIN costs nothing: five unsent visits arrive after a reviewer has released the key", async () => {
    const reviewer = await town.device("reviewer", { size: DESK });
    const { name, password } = server.demo("reviewer");
    await signIn(reviewer, name, password);
    await allReceived(phone);
    const before = await syncFigures(phone);
    await phone.offline(true);
    for (const door of doors.slice(1, 6)) await recordVisit(phone, door, "nobody-home");
    await lockNow(phone);
    await phone.id("lock-forgot").click();
    await phone.page.locator('[data-testid="release-state"][data-state="unsent"]').waitFor();
    await phone.offline(false);
    await phone.page.locator('[data-testid="release-state"][data-state="waiting"]').waitFor();
    const code = await phone.id("release-code").innerText();
    await reviewer.id("tab-people").click();
    const row = reviewer.id("release-row").filter({ hasText: worker.name });
    reviewer.expectsFailedRequests();
    await row.getByTestId("release-code-input").fill("0000 0000");
    await row.getByTestId("release-yes").click();
    await reviewer.id("failure").waitFor();
    await row.getByTestId("release-code-input").fill(code);
    await row.getByTestId("release-yes").click();
    await phone.id("pin-due").waitFor();
    await choosePin(phone, "864209");
    await phone.id("tab-me").waitFor();
    const after = await allReceived(phone);
    assert.deepEqual([after.saved - before.saved, after.waiting], [5, 0]);
    await lockNow(phone);
    await typePin(phone, PIN);
    await phone.id("keypad-message").filter({ hasText: "不对" }).waitFor();
    await typePin(phone, "864209");
    await phone.id("tab-me").waitFor();
    await reviewer.goto("/desk/audit");
    await reviewer.page.getByText("帮忘记密码的设备打开").first().waitFor();
  });

  await step("signing out deletes database and key", async () => {
    await allReceived(phone);
    await phone.id("sign-out").click();
    await phone.id("sign-out-yes").click();
    await phone.id("sign-in").waitFor();
    await phone.id("invitation-input").waitFor();
    assert.equal(await phone.id("gone").count(), 0);
    const keys = Buffer.concat(await rawFiles(phone, ".nfv-key")).toString();
    assert.doesNotMatch(keys, /Wrapped|"wipe":true/);
  });
});
