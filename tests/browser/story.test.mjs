// The main job from the first sign-in to the coverage on the map: one township, one new roster, two workers, a dead network,
// a dead browser, and nothing lost.
import assert from "node:assert/strict";
import { addWorker, assign, defineGrid, importRoster, invite, openVillage, overviewRow, villages } from "./desk.mjs";
import { DESK, inTown, PHONE } from "./harness.mjs";
import { hold, untilAnswered, untilHeld, withHolds } from "./holds.mjs";
import { confirmInvitation, doorsIn, enrol, history, mapShows, openDoor, openInvitation, recordVisit, saveVisit, signIn, signPledge, syncFigures, until } from "./people.mjs";
import { BAD_ROWS, LANE, NEW_DOORS, writeRoster } from "./roster.mjs";

const WORKER = "陈小满";
const SECOND = "吴阿英";
const GRID = "一号网格";
const NOTE = "下周二再来，找女儿";

inTown("from a roster to a coverage map", {}, async (town, step) => {
  const { server } = town;
  const reviewer = await town.device("reviewer", { size: DESK });
  const phone = await town.device("worker", { size: PHONE, prepare: withHolds });
  let village, before, links, doors;

  await step("1 the reviewer signs in", async () => {
    const { name, password } = server.demo("reviewer");
    await signIn(reviewer, name, password);
    const all = await until("villages with doors", () => villages(reviewer), (all) => all.length === 24 && all.every(({ of }) => of > 0));
    village = all.toSorted((a, b) => b.of - b.reached - (a.of - a.reached))[0];
  });

  await step("1 the preview of the roster names every bad row; confirming takes the good ones", async () => {
    await importRoster(reviewer, village.id, await writeRoster(server.folder));
    const { rows, accepted, rejected } = await reviewer.id("roster-preview").evaluate((preview) => ({ ...preview.dataset }));
    assert.deepEqual([rows, accepted, rejected].map(Number), [NEW_DOORS.length + BAD_ROWS.length, NEW_DOORS.length, BAD_ROWS.length]);
    const named = await reviewer.id("roster-rejected-row").evaluateAll((all) => all.map(({ dataset, innerText }) => ({ ...dataset, said: innerText })));
    for (const { row, reason } of BAD_ROWS) {
      const one = named.find((one) => Number(one.row) === row && one.reason === reason);
      assert.ok(one, `row ${row}, ${reason}: ${JSON.stringify(named)}`);
      assert.match(one.said, /\p{Script=Han}{3}/u, "the reason is said in words");
      assert.doesNotMatch(one.said, new RegExp(reason));
    }
    await reviewer.id("roster-confirm").click();
    const written = await reviewer.id("roster-done").getAttribute("data-written");
    assert.equal(Number(written), NEW_DOORS.length);
  });

  await step("1 a grid, two workers, who looks after what, and two invitations", async () => {
    await defineGrid(reviewer, village.id, GRID);
    for (const name of [WORKER, SECOND]) await addWorker(reviewer, name, village.id);
    await assign(reviewer, WORKER, GRID);
    await assign(reviewer, WORKER, village.name);
    links = [await invite(reviewer, WORKER), await invite(reviewer, SECOND)];
  });

  await step("1 neither fetching the link nor opening it elsewhere spends it", async () => {
    for (let time = 0; time < 2; time += 1) assert.equal((await server.get(links[0])).status, 200);
    const elsewhere = await town.device("preview", { size: PHONE });
    await openInvitation(elsewhere, links[0]);
    await elsewhere.close();
  });

  await step("2 the worker's phone enrols and the village's doors arrive", async () => {
    await openInvitation(phone, links[0]);
    assert.match(await phone.id("join-name").innerText(), new RegExp(WORKER));
    await confirmInvitation(phone);
    await phone.id("tab-doors").click();
    const read = async () => Number((await phone.id("door-count").innerText()).replaceAll(/\D/g, ""));
    await until("doors", read, (count) => count >= village.of + NEW_DOORS.length);
    await phone.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  });

  await step("3 no network, no server: three visits and a signed pledge", async () => {
    doors = await doorsIn(phone, "unreached", 3);
    await phone.offline(true);
    await server.pause();
    await recordVisit(phone, doors[0], "met");
    await recordVisit(phone, { text: `${LANE} ${NEW_DOORS[1].number}` }, "nobody-home");
    await recordVisit(phone, doors[1], "declined");
    await signPledge(phone, doors[0], "林阿公");
    assert.deepEqual(await figures(phone), { saved: 4, received: 0, waiting: 4 });
  });

  await step("3 what has not reached the database is not called saved", async () => {
    await openDoor(phone, doors[2]);
    await phone.id("record-visit").click();
    await phone.id("outcome-declined").click();
    await phone.id("visit-note").fill(NOTE);
    await untilAnswered(phone, "KeepDraft", NOTE);
    await phone.id("saved-toast").waitFor({ state: "detached" });
    await hold(phone, "RecordVisit");
    await phone.id("save-visit").click();
    await untilHeld(phone);
    assert.equal(await phone.id("saved-toast").count(), 0);
  });

  await step("4 the browser dies in the middle of that save; opened again offline, nothing is lost", async () => {
    await phone.kill();
    await phone.start();
    await phone.offline(true);
    await phone.goto("/");
    assert.deepEqual(await figures(phone), { saved: 4, received: 0, waiting: 4 });
    await phone.id("tab-today").click();
    await phone.id("draft-banner").click();
    await phone.id("draft-restored").waitFor();
    assert.equal(await phone.id("visit-note").inputValue(), NOTE);
    await phone.id("draft-drop").click();
  });

  await step("5 the network is back: by itself, the server receives everything", async () => {
    await server.resume();
    await phone.offline(false);
    await phone.id("tab-today").click();
    await until("sync line", () => syncFigures(phone), (sync) => sync.saved === 4 && sync.received === 4 && sync.waiting === 0, 60_000);
    assert.match(await phone.id("sync-line").first().innerText(), /4\D+4/);
  });

  await step("5 a second worker's device gets the same facts", async () => {
    const second = await town.device("second", { size: PHONE });
    await enrol(second, links[1]);
    for (const door of doors.slice(0, 2)) assert.deepEqual(await history(second, door), await history(phone, door));
    assert.deepEqual((await history(second, doors[0])).slice(0, 2).sort(), ["pledge.signed", "visit.recorded"]);
    await second.close();
  });

  await step("6 the reviewer sees the coverage rise in the list and on the map", async () => {
    await reviewer.id("tab-desk").click();
    before = village.reached;
    await until("coverage", () => overviewRow(reviewer, village.id), ({ reached }) => reached === before + 1, 60_000);
    await mapShows(reviewer, "areas");
    await openVillage(reviewer, village.id);
    assert.equal(Number(await reviewer.id("village-coverage").getAttribute("data-done")), before + 1);
    await mapShows(reviewer, "doors");
  });

  await step("6 the score: points with numerator, denominator, what is missing and the next step", async () => {
    assert.match(await reviewer.id("village-score").getAttribute("data-points"), /^\d+/);
    const shown = await reviewer.page.locator('[data-testid^="indicator-"]').evaluateAll((all) => all.map(({ dataset, innerText }) => ({ ...dataset, said: innerText })));
    assert.equal(shown.length, 9, "the default rule set has nine indicators");
    const households = shown.find(({ testid }) => testid === "indicator-household_coverage");
    assert.equal(Number(households.numerator), before + 1);
    assert.ok(Number(households.denominator) >= Number(households.numerator));
    assert.match(households.points, /^\d+/);
    assert.match(households.said, new RegExp(String(Number(households.denominator) - Number(households.numerator))), "how many are missing");
    await reviewer.id("next-step").first().waitFor();
  });
});

/** Saved, received, waiting; as the sync line has them. */
async function figures(device) {
  await device.id("tab-today").click();
  const { saved, received, waiting } = await syncFigures(device);
  return { saved, received, waiting };
}
