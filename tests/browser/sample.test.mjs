// The drawn sample: a reviewer draws it at the desk; somebody asks it with no network, before any teaching: nobody home leaves no
// record, a refusal passes to the next, the right answers show only after all three. Who looks after the doors asks none of them.
import assert from "node:assert/strict";
import { usableByAll } from "./axe.mjs";
import { openVillage, villages } from "./desk.mjs";
import { DESK, inTown, PHONE } from "./harness.mjs";
import { allReceived, enrol, signIn, until } from "./people.mjs";

inTown("the drawn sample", {}, async (town, step) => {
  const worker = town.server.demo("worker");
  const reviewer = town.server.demo("reviewer");
  const own = await town.device("worker", { size: PHONE });
  const phone = await town.device("tablet", { size: PHONE });
  const desk = await town.device("reviewer", { size: DESK });
  await enrol(own, worker.link);
  await enrol(phone, town.server.demo("tablet").link);
  await signIn(desk, reviewer.name, reviewer.password);
  const figures = () => phone.id("sample-progress").evaluate((box) => ({ ...box.dataset }));
  const door = () => phone.id("sample-door").getAttribute("data-id");

  await step("a reviewer draws a village's sample, once", async () => {
    const all = await until("villages", () => villages(desk), (all) => all.length === 24);
    let drawn = 0;
    for (const village of all) {
      await desk.id("tab-desk").click();
      await openVillage(desk, village.id);
      await desk.id("sample-draw").or(desk.id("sample-drawn")).first().waitFor();
      if ((await desk.id("sample-draw").count()) === 0) continue;
      await desk.id("sample-draw").click();
      await desk.id("sample-drawn").waitFor();
      assert.equal(await desk.id("sample-draw").count(), 0, "nobody draws again");
      await usableByAll(desk.page);
      drawn += 1;
      break;
    }
    assert.equal(drawn, 1, "one village of the demo has no sample");
  });

  await step("who looks after some of the doors is told that others ask there", async () => {
    await own.id("tab-today").click();
    await own.id("sample-card").click();
    await own.id("sample-own").waitFor();
    assert.ok(Number(await own.id("sample-own").getAttribute("data-count")) > 0);
    await usableByAll(own.page);
  });

  await step("somebody else opens it from Today, offline", async () => {
    await phone.offline(true);
    await phone.id("tab-today").click();
    await phone.id("sample-card").click();
    await phone.id("sample-door").waitFor();
    await usableByAll(phone.page);
  });

  await step("nobody home leaves no record and keeps its place", async () => {
    const [before, first] = [await figures(), await door()];
    await phone.id("sample-away").tap();
    await until("another door", door, (id) => id !== first);
    assert.deepEqual(await figures(), before);
  });

  await step("a refusal is recorded; the next in order takes the place", async () => {
    const [before, first] = [await figures(), await door()];
    await phone.id("sample-refuse").tap();
    await phone.id("sample-refuse-sure").tap();
    const now = await until("refused", figures, (now) => Number(now.refused) === Number(before.refused) + 1);
    assert.equal(now.asked, before.asked);
    assert.notEqual(await door(), first);
    assert.equal(await phone.id("sample-refuse-sure").count(), 0, "an open question is not about the next one");
  });

  await step("three questions; the right answers show only after the third", async () => {
    const before = await figures();
    await phone.id("sample-start").tap();
    const asked = [];
    for (const n of ["1", "2", "3"]) {
      const question = phone.page.locator(`[data-testid="sample-question"][data-n="${n}"]`);
      await question.waitFor();
      asked.push(await question.getAttribute("data-id"));
      assert.equal(await phone.id("sample-result").count(), 0);
      if (n === "1") await usableByAll(phone.page);
      if (n === "3") await phone.id("sample-unknown").tap();
      else await phone.id("sample-answer").first().tap();
    }
    assert.equal(new Set(asked).size, 3);
    const correct = Number(await phone.id("sample-result").getAttribute("data-correct"));
    assert.ok(correct <= 2, "who does not know is not right");
    await usableByAll(phone.page);
    await phone.id("sample-next").tap();
    const now = await until("asked", figures, (now) => Number(now.asked) === Number(before.asked) + 1);
    assert.equal(Number(now.aware), Number(before.aware) + (correct >= 2 ? 1 : 0));
  });

  await step("it arrives with the other phone", async () => {
    const now = await figures();
    await phone.offline(false);
    await allReceived(phone);
    await until(
      "the other phone",
      () => own.id("sample-progress").getAttribute("data-asked"),
      (asked) => asked === now.asked,
    );
  });
});
