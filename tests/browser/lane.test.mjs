// A lane with no network: several doors at once and back again; a door that the roster lacks; other people at a door; the way
// between the doors.
import assert from "node:assert/strict";
import { inTown, PHONE } from "./harness.mjs";
import { allReceived, countTaps, doorsIn, enrol, openDoor, search, until } from "./people.mjs";

inTown("a lane", {}, async (town, step) => {
  const phone = await town.device("worker", { size: PHONE, prepare: countTaps });
  await enrol(phone, town.server.demo("worker").link);
  // What others did there is here too.
  await allReceived(phone);
  const [first, second] = await doorsIn(phone, "unreached", 2);
  const kinds = () => phone.id("history-line").evaluateAll((lines) => lines.map((line) => [line.dataset.kind, line.className]));
  await phone.offline(true);

  const choose = async (doors) => {
    await search(phone, "");
    await phone.id("filter-unreached").tap();
    await phone.id("several").tap();
    for (const door of doors) await phone.page.locator(`[data-testid="door-choose"][data-id="${door.id}"]`).tap();
  };
  const stateOf = async (door) => {
    await openDoor(phone, door);
    return phone.id("door-state").getAttribute("data-state");
  };

  await step("nobody home at two doors, and back again", async () => {
    await choose([first, second]);
    await phone.id("several-nobody-home").tap();
    await phone.id("several-undo").tap();
    await phone.id("several-saved").waitFor({ state: "detached" });
    await phone.id("filter-unreached").tap();
    assert.equal(await stateOf(first), "unreached");
    await phone.id("history-line").first().waitFor();
    const [taken, visit] = await kinds();
    assert.deepEqual([taken[0], visit[0]], ["fact.retracted", "visit.recorded"]);
    assert.match(visit[1], /retracted/, "taken back, not edited away");
  });

  await step("a notice left at two doors", async () => {
    await choose([first, second]);
    await phone.id("several-leaflet").tap();
    await phone.id("several-saved").waitFor();
    await phone.id("filter-unreached").tap();
    for (const door of [first, second]) assert.equal(await stateOf(door), "attempted");
    await phone.id("history-line").filter({ hasText: "留了告知书" }).waitFor();
  });

  await step("a rented room that the roster lacks, once", async () => {
    const add = async () => {
      await phone.id("tab-doors").tap();
      await phone.id("door-new").tap();
      await phone.id("new-kind-rented-room").tap();
      await phone.id("new-lane").fill("新巷");
      await phone.id("new-number").fill("9号302室");
      await phone.id("new-name").fill("吴小妹");
      await phone.id("new-tag-migrant").tap();
      await phone.id("new-save").tap();
    };
    await add();
    await phone.id("door-state").waitFor();
    assert.equal(await phone.id("door-state").getAttribute("data-state"), "unreached");
    await add();
    await phone.page.locator('[data-testid="failure"][data-code="invalid-door_known"]').waitFor();
  });

  await step("other people there: another household at the same place, and nothing of the old one", async () => {
    await openDoor(phone, { ...first });
    const old = phone.page.url();
    await phone.id("occupants").locator("summary").tap();
    await phone.id("new-name").fill("周大伯");
    await phone.id("occupants-save").tap();
    await until("page", () => phone.page.url(), (url) => url !== old);
    await phone.page.locator(".door-head").filter({ hasText: "周大伯" }).waitFor();
    assert.equal(await phone.id("door-state").getAttribute("data-state"), "unreached");
    assert.equal(await phone.id("history-line").count(), 1);
  });

  await step("the doors in walking order, each once", async () => {
    await phone.id("tab-today").tap();
    await phone.id("walking-order").tap();
    const walk = phone.id("walk");
    await walk.waitFor();
    assert.ok(Number(await walk.getAttribute("data-metres")) > 0);
    const ids = await walk.getByTestId("door-row").evaluateAll((rows) => rows.map((row) => row.dataset.id));
    assert.ok(ids.length > 5 && new Set(ids).size === ids.length);
  });

  await step("everything arrives", async () => {
    await phone.offline(false);
    await allReceived(phone);
  });
});
