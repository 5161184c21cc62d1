// Three questions at a visit: the right answer and why at once, and nothing of it in what is recorded.
import assert from "node:assert/strict";
import { inTown, PHONE } from "./harness.mjs";
import { allReceived, doorsIn, enrol, openDoor } from "./people.mjs";

inTown("the quiz at a visit teaches and leaves no trace", {}, async (town, step) => {
  const phone = await town.device("worker", { size: PHONE });
  await enrol(phone, town.server.demo("worker").link);
  const [door] = await doorsIn(phone, "unreached", 1);
  const asked = [];

  await step("three different questions, each told at once", async () => {
    await phone.offline(true);
    await openDoor(phone, door);
    await phone.id("record-visit").click();
    await phone.id("outcome-met").click();
    await phone.id("visit-more").click();
    await phone.id("quiz-start").click();
    for (const right of ["true", "false", "true"]) {
      asked.push(await phone.id("quiz-question").getAttribute("data-id"));
      assert.equal(await phone.id("quiz-told").count(), 0, "nothing is told before the answer");
      await phone.page.locator(`[data-testid="quiz-answer"][data-right="${right}"]`).first().click();
      assert.ok((await phone.id("quiz-told").innerText()).length > 8);
      await phone.id("quiz-next").click();
    }
    assert.equal(new Set(asked).size, 3);
    assert.equal(await phone.id("quiz-done").getAttribute("data-right"), "2");
  });

  await step("the record says nothing of it", async () => {
    await phone.id("save-visit").click();
    await phone.id("door-state").waitFor();
    await phone.offline(false);
    await allReceived(phone);
    const lines = (await town.server.command(["export", "events"])).split("\n").filter((line) => line.includes(door.id));
    const [visit] = lines.map((line) => JSON.parse(line)).filter((event) => event.header.kind === "visit.recorded" && event.header.entity === door.id);
    const body = typeof visit.body === "string" ? JSON.parse(visit.body) : visit.body;
    assert.equal(body.outcome, "met");
    const known = ["outcome", "method", "adults_met", "adults", "topics", "notice", "revisit", "note", "salt"];
    assert.deepEqual(Object.keys(body).filter((name) => !known.includes(name)), []);
  });
});
