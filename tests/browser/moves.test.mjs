// What the desk does to households while somebody is out without a network: moved, carried by others, erased.
import assert from "node:assert/strict";
import { usableByAll } from "./axe.mjs";
import { download, pickDoor, syncNow } from "./decide.mjs";
import { accountRow, overviewRow, villages } from "./desk.mjs";
import { DESK, inTown } from "./harness.mjs";
import { allReceived, doorsIn, enrol, history, openDoor, recordVisit, saveVisit, search, signIn, syncFigures, until } from "./people.mjs";

const NOTE = "住户要求删掉的话";

inTown("moved, carried, erased", {}, async (town, step) => {
  const { server } = town;
  const [worker, tablet, reviewer] = ["worker", "tablet", "reviewer"].map((role) => server.demo(role));
  const phone = await town.device("worker");
  const carrier = await town.device("tablet");
  const desk = await town.device("reviewer", { size: DESK });
  const visits = async (device, door) => (await history(device, door)).filter((kind) => kind === "visit.recorded").length;
  let doors, home, other;

  await step("three people come in", async () => {
    await enrol(phone, worker.link);
    await enrol(carrier, tablet.link);
    await signIn(desk, reviewer.name, reviewer.password);
    doors = await doorsIn(phone, "unreached", 4);
    const all = await until("villages", () => villages(desk), (all) => all.length === 24 && all.every(({ of }) => of > 0));
    await desk.id("tab-people").click();
    const at = await accountRow(desk, tablet.name).innerText();
    home = all.find(({ name }) => at.includes(name));
    other = all.find(({ id }) => id !== home.id);
  });

  await step("a household moves while somebody records there without a network: it counts once, at the new place", async () => {
    await phone.offline(true);
    await recordVisit(phone, doors[0], "met");
    await desk.goto("/desk/moves");
    await desk.id("move-what").selectOption("household");
    await pickDoor(desk, "move-door", doors[0]);
    await desk.id("move-target").selectOption(other.id);
    await desk.id("move-reason").fill("〔2026〕12号");
    await desk.id("move-go").click();
    await desk.id("move-yes").waitFor();
    await usableByAll(desk.page);
    await desk.id("move-yes").click();
    assert.equal(await desk.id("move-done").getAttribute("data-doors"), "1");
    await phone.offline(false);
    await allReceived(phone);
    await syncNow(desk);
    await desk.id("tab-desk").click();
    const there = () => overviewRow(desk, other.id);
    await until("the new village", there, ({ reached, of }) => reached === other.reached + 1 && of === other.of + 1);
    const here = await overviewRow(desk, home.id);
    assert.deepEqual([here.reached, here.of], [home.reached, home.of - 1]);
    assert.equal(await visits(desk, doors[0]), 1);
  });

  await step("a worker without a network hands the records over as a file; somebody else delivers it, blind", async () => {
    await phone.offline(true);
    await recordVisit(phone, doors[1], "met");
    await phone.id("tab-me").click();
    await phone.id("records").click();
    await phone.id("relay").locator("summary").click();
    await usableByAll(phone.page);
    const file = await download(phone, phone.id("relay-make"));
    assert.doesNotMatch(file.text, /visit\.recorded/, "sealed to the server");
    await carrier.goto("/me/records");
    await carrier.id("relay").locator("summary").click();
    await carrier.offline(true);
    await carrier.id("relay-file").setInputFiles({ name: file.name, mimeType: "application/octet-stream", buffer: file.bytes });
    await carrier.id("relay-carried").waitFor();
    await carrier.offline(false);
    const carried = async () => {
      await syncNow(carrier);
      return visits(carrier, doors[1]);
    };
    await until("delivered", carried, (count) => count === 1);
    assert.equal((await syncFigures(phone)).waiting, 1, "its author does not know yet");
    await phone.offline(false);
    const { saved, received } = await allReceived(phone);
    assert.equal(received, saved);
    assert.equal(await visits(phone, doors[1]), 1);
  });

  await step("what single records say is erased on demand, on every device", async () => {
    await openDoor(phone, doors[2]);
    await phone.id("record-visit").click();
    await phone.id("outcome-declined").click();
    await phone.id("visit-note").fill(NOTE);
    await saveVisit(phone);
    await allReceived(phone);
    await syncNow(desk);
    await until("the note", () => visits(desk, doors[2]), (count) => count === 1);
    await desk.goto("/desk/erase");
    await pickDoor(desk, "erase-door", doors[2]);
    await desk.id("erase-records").check();
    await desk.page.locator('[data-testid="erase-record"][data-kind="visit.recorded"]').check();
    await demand(desk, "1");
    assert.equal(await desk.id("erase-done").getAttribute("data-bodies"), "1");
    await syncNow(phone);
    await openDoor(phone, doors[2]);
    const gone = () => phone.page.locator("main").innerText();
    await until("gone", gone, (text) => !text.includes(NOTE) && text.includes("已依法删除"));
  });

  await step("a whole household: asked twice, then it is in no list any more", async () => {
    await desk.goto("/desk/erase");
    await pickDoor(desk, "erase-door", doors[3]);
    await demand(desk);
    assert.ok(Number(await desk.id("erase-done").getAttribute("data-bodies")) >= 1);
    await syncNow(phone);
    await search(phone, doors[3].text);
    const row = phone.page.locator(`[data-testid="door-row"][data-id="${doors[3].id}"]`);
    await row.waitFor({ state: "detached" });
    await desk.goto("/desk/audit");
    await desk.id("audit-action").selectOption("erasure");
    await until("on record", () => desk.id("audit-row").count(), (count) => count >= 2);
  });
});

/** Gives the ground, goes on, thinks again, goes on, confirms. */
async function demand(desk, count) {
  await desk.id("erase-go").click();
  await desk.page.getByRole("alert").first().waitFor();
  await desk.id("erase-reason").fill("申请 2026-07");
  await desk.id("erase-go").click();
  const ask = desk.id("erase-ask");
  await ask.waitFor();
  if (count) assert.equal(await ask.getAttribute("data-count"), count);
  await usableByAll(desk.page);
  await desk.id("erase-no").click();
  await ask.waitFor({ state: "detached" });
  await desk.id("erase-go").click();
  await desk.id("erase-yes").click();
  await desk.id("erase-done").waitFor();
}
