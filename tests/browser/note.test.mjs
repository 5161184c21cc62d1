// Noting down what is no visit, with no network: a publicity point and a look at it, an activity, a message with a text to share;
// they stand in the village's list and duties. The handbook is searched as one types, and this week's topic leads to it.
import assert from "node:assert/strict";
import { inTown, PHONE } from "./harness.mjs";
import { allReceived, countTaps, enrol, signIn, until } from "./people.mjs";

inTown("noting down", {}, async (town, step) => {
  const phone = await town.device("worker", { size: PHONE, prepare: countTaps });
  await enrol(phone, town.server.demo("worker").link);
  const duty = (kind) => phone.page.locator(`[data-testid="duty-line"][data-kind="${kind}"]`);
  const done = async (kind) => Number(await duty(kind).getAttribute("data-done"));
  await phone.offline(true);

  await step("a publicity point is registered and looked at", async () => {
    await phone.id("tab-map").tap();
    await phone.id("note-open").tap();
    await phone.id("note-point").tap();
    await phone.id("point-place").selectOption("market");
    await phone.id("point-name").fill("菜市场门口");
    await phone.id("note-save").tap();
    const point = phone.id("point-line").filter({ hasText: "菜市场门口" });
    await point.waitFor();
    assert.equal(await point.getAttribute("data-present"), "");
    assert.equal(await phone.id("point-name").inputValue(), "", "the field is empty for the next one");
    await point.getByTestId("point-absent").tap();
    await until("point", () => point.getAttribute("data-present"), (present) => present === "no");
  });

  let before;
  await step("an activity stands in the list and in the duties", async () => {
    await phone.id("tab-today").tap();
    await phone.id("note-open").tap();
    await duty("activity").waitFor();
    before = { activity: await done("activity"), group_message: await done("group_message") };
    await phone.id("note-activity").tap();
    await phone.id("note-save").tap();
    await phone.page.locator('[data-testid="failure"][data-code="invalid-note_name"]').waitFor();
    await phone.id("activity-title").fill("村口宣讲");
    await phone.id("activity-attendance").fill("40");
    // An impatient finger: the second tap comes before the page could answer the first.
    await phone.id("note-save").evaluate((button) => [button.click(), button.click()]);
    await phone.id("deed-line").filter({ hasText: "村口宣讲" }).first().waitFor();
    assert.equal(await phone.id("deed-line").filter({ hasText: "村口宣讲" }).count(), 1, "saved once");
    assert.equal(await done("activity"), before.activity + 1);
  });

  await step("a message is shared, then noted", async () => {
    await phone.page.evaluate(() => {
      navigator.share = async (data) => {
        globalThis.shared = data.text;
      };
    });
    await phone.id("note-message").tap();
    await phone.id("share-text").first().tap();
    assert.match(await phone.page.evaluate(() => globalThis.shared), /96110/);
    await phone.id("message-sent").tap();
    await duty("group_message").waitFor();
    assert.equal(await done("group_message"), before.group_message + 1);
  });

  await step("the handbook is searched as one types", async () => {
    await phone.id("tab-me").tap();
    await phone.id("handbook").tap();
    assert.ok((await phone.id("handbook-fraud").count()) >= 20);
    assert.equal(await phone.id("handbook-rule").count(), 5);
    await phone.id("handbook-search").fill("安全账户");
    await until("kinds", () => phone.id("handbook-fraud").count(), (count) => count > 0 && count < 5);
    await phone.id("handbook-search").fill("查无此事");
    await phone.id("empty").waitFor();
  });

  await step("everything arrives", async () => {
    await phone.offline(false);
    await allReceived(phone);
  });

  await step("a topic that the reviewer publishes is on the worker's Today and leads to the handbook", async () => {
    const desk = await town.device("reviewer", { size: { width: 1280, height: 800 } });
    const { name, password } = town.server.demo("reviewer");
    await signIn(desk, name, password);
    await desk.goto("/note/topic");
    await desk.id("topic-fraud").selectOption("fake-police");
    await desk.id("topic-text").fill("公安没有安全账户");
    await desk.id("topic-cases").fill("某村一人接到假警察电话，被骗两万元。\n\n另一人及时挂断。");
    await desk.id("note-save").click();
    await desk.id("today-topic").waitFor();
    await allReceived(desk);
    await phone.id("tab-me").tap();
    await phone.id("sync-now").tap();
    await phone.id("tab-today").tap();
    const topic = phone.page.locator('[data-testid="today-topic"][data-fraud="fake-police"]');
    await topic.waitFor();
    assert.match(await topic.innerText(), /公安没有安全账户/);
    await phone.offline(true);
    await topic.getByTestId("topic-handbook").tap();
    await phone.page.locator('[data-testid="handbook-fraud"][data-fraud="fake-police"]').waitFor();
  });
});
