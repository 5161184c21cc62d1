// A visit day: planned without a network, done by two phones that do not see each other, counted once per door.
import { inTown, PHONE } from "./harness.mjs";
import assert from "node:assert/strict";
import { allReceived, enrol, until } from "./people.mjs";
import { planDay } from "./screens.mjs";

inTown("a visit day", {}, async (town, step) => {
  const first = await town.device("first", { size: PHONE });
  const second = await town.device("second", { size: PHONE });
  const { name, link } = town.server.demo("worker");
  await enrol(first, link);
  await enrol(second, /\S*\/join\/\S+/.exec(await town.server.command(["enrol", name]))[0]);
  let address;
  let doors;

  /** A visit at the door with this number in the day's list. */
  async function visit(phone, at, outcome) {
    await phone.goto(address);
    await phone.id("day-door").nth(at).click();
    await phone.id("record-visit").click();
    await phone.id(`outcome-${outcome}`).click();
    await phone.id("save-visit").click();
    await phone.id("saved-toast").waitFor();
  }

  const progress = async (phone) => {
    const line = phone.id("day-progress");
    return [Number(await line.getAttribute("data-visited")), Number(await line.getAttribute("data-of"))];
  };

  await step("planned with no network, from Today", async () => {
    await first.offline(true);
    await first.id("tab-today").click();
    await first.id("day-plan").waitFor();
    await planDay(first, "示例派出所", "张三、李四");
    address = new URL(first.page.url()).pathname;
    doors = await first.id("day-door").count();
    assert.ok(doors >= 2, `${doors} doors`);
    assert.deepEqual(await progress(first), [0, doors]);
    await first.offline(false);
    await allReceived(first);
  });

  await step("the other phone finds it on Today", async () => {
    await second.id("tab-me").click();
    await second.id("sync-now").click();
    await second.id("tab-today").click();
    await second.id("today-day").first().click();
    await second.id("day-progress").waitFor();
    assert.equal(new URL(second.page.url()).pathname, address);
    assert.deepEqual(await progress(second), [0, doors]);
  });

  await step("both knock at the same door, with no network: two facts, one door", async () => {
    await Promise.all([first.offline(true), second.offline(true)]);
    await visit(first, 0, "nobody-home");
    await visit(second, 0, "met");
    await visit(second, 1, "nobody-home");
    for (const phone of [first, second]) {
      await phone.offline(false);
      await allReceived(phone);
    }
    await first.id("sync-now").click();
    await first.goto(address);
    await until("the day's progress", () => progress(first), ([visited]) => visited === 2);
    assert.deepEqual(await progress(first), [2, doors]);
  });

  await step("closed; what is recorded later counts too, and is said", async () => {
    await first.id("day-note").fill("下雨，提前结束");
    await first.id("day-close").click();
    await first.id("day-closed").waitFor();
    assert.equal(await first.id("day-closed").getAttribute("data-since"), "0");
    const left = await first.id("day-sheet").locator("ul.help-list li").count();
    assert.equal(left, doors - 2 + 1, "the doors without a visit, and the one where nobody was home");
    if (doors > 2) {
      await visit(first, 2, "met");
      await first.goto(address);
      await until("since closing", () => first.id("day-closed").getAttribute("data-since"), (since) => since === "1");
    }
  });

  await step("the next day is planned from the last one: the station stands there, who went is one tap", async () => {
    await first.goto("/days/new");
    await first.id("day-lane-choice").first().waitFor();
    assert.equal(await first.id("day-station").inputValue(), "示例派出所");
    assert.deepEqual(await first.id("day-member-choice").allTextContents(), ["张三", "李四"]);
    await first.id("day-member-choice").nth(1).click();
    await first.id("day-members").fill("王五");
    await first.id("day-lane-choice").first().click();
    await first.id("day-save").click();
    await first.id("day-who").waitFor();
    assert.equal(await first.id("day-who").innerText(), "李四、王五");
  });
});
