// A sweep with no network: a building room by room, one tap each; taken back, added to, in the middle a new start; afterwards the
// server has what was said, and another phone sees it.
import assert from "node:assert/strict";
import { inTown, PHONE } from "./harness.mjs";
import { allReceived, countTaps, enrol, history, taps, until } from "./people.mjs";

// What would break a query that is put together carelessly.
const BUILDING = "3号楼 A&B~1 100%";
const ROOMS = ["302", "10", "2", "9", "1-1"];
const INSIDE = ["1-1", "2", "9", "10", "302"];

inTown("a sweep", {}, async (town, step) => {
  const phone = await town.device("worker", { size: PHONE, prepare: countTaps });
  const { name, link } = town.server.demo("worker");
  await enrol(phone, link);
  await allReceived(phone);
  await phone.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await phone.offline(true);
  const row = (device, number) => device.page.locator(`[data-testid="sweep-row"][data-number="${number}"]`);
  const told = (device, number) => row(device, number).getAttribute("data-told");
  const progress = async (device) => {
    const line = device.id("sweep-progress");
    return [Number(await line.getAttribute("data-done")), Number(await line.getAttribute("data-of"))];
  };
  const isTold = (number, what) => until(`room ${number}`, () => told(phone, number), (code) => code === what);
  const say = async (number, tap, what = tap) => {
    await row(phone, number).getByTestId(`sweep-${tap}`).tap();
    await isTold(number, what);
  };
  const openBuilding = async (device) => {
    await device.id("tab-doors").tap();
    await device.id("sweep").tap();
    await device.page.locator(`[data-testid="sweep-lane"][data-lane="${BUILDING}"]`).tap();
    await row(device, "302").waitFor();
  };

  await step("rooms that no list has: the first as anywhere, the others from within, and back", async () => {
    await phone.id("tab-doors").tap();
    await phone.id("door-new").tap();
    await phone.id("new-lane").fill(BUILDING);
    await phone.id("new-number").fill(ROOMS[0]);
    await phone.id("new-save").tap();
    await phone.id("door-state").waitFor();
    await openBuilding(phone);
    for (const number of ROOMS.slice(1)) {
      await phone.id("sweep-add").tap();
      await phone.id("new-kind-rented-room").tap();
      assert.equal(await phone.id("new-lane").inputValue(), BUILDING);
      await phone.id("new-number").fill(number);
      await phone.id("new-save").tap();
      await row(phone, number).waitFor();
    }
    const numbers = await phone.id("sweep-row").evaluateAll((rows) => rows.map((row) => row.dataset.number));
    assert.deepEqual(numbers, INSIDE, "2 before 10");
    assert.deepEqual(await progress(phone), [0, 5]);
  });

  await step("one tap a room, and nothing moves under the thumb", async () => {
    const start = await taps(phone);
    const place = () => phone.id("sweep-row").evaluateAll((rows) => rows.map((row) => row.offsetTop));
    const before = await place();
    await say("1-1", "occupied");
    await say("2", "empty");
    await say("9", "changed");
    await say("10", "nobody_home");
    assert.equal((await taps(phone)) - start, 4);
    assert.deepEqual(await place(), before);
    assert.deepEqual(await progress(phone), [4, 5]);
  });

  await step("a nervous thumb says it once", async () => {
    const saved = async () => Number(await phone.id("sync-line").first().getAttribute("data-saved"));
    await phone.id("tab-today").tap();
    const before = await saved();
    await openBuilding(phone);
    await row(phone, "302").getByTestId("sweep-nobody_home").evaluate(async (button) => {
      // As soon as the screen would take a tap again, there is one.
      const again = () => document.querySelector(`[data-number="302"] [data-testid="sweep-nobody_home"]:enabled`)?.click();
      const watch = new MutationObserver(again);
      watch.observe(document.body, { subtree: true, childList: true, attributes: true });
      button.click();
      again();
      await new Promise((resolve) => setTimeout(resolve, 1000));
      watch.disconnect();
    });
    await isTold("302", "nobody_home");
    await row(phone, "302").getByTestId("sweep-undo").tap();
    await isTold("302", "");
    await phone.id("tab-today").tap();
    assert.equal((await saved()) - before, 2, "said and taken back");
    await openBuilding(phone);
  });

  await step("a new start in the middle: what was said is still there", async () => {
    await phone.page.reload();
    await row(phone, "9").waitFor();
    assert.deepEqual(await progress(phone), [4, 5]);
    assert.deepEqual(await Promise.all(INSIDE.map((number) => told(phone, number))), ["occupied", "empty", "changed", "nobody_home", ""]);
    await phone.id("sweep-left").tap();
    await row(phone, "9").waitFor({ state: "detached" });
    assert.equal(await phone.id("sweep-row").count(), 1);
    await say("302", "occupied");
    assert.equal(await phone.id("sweep-row").count(), 1, "it does not go under the thumb");
    await phone.id("sweep-left").tap();
    await phone.id("sweep-done").waitFor();
  });

  await step("taken back: two facts, no edit; said anew", async () => {
    const changed = await row(phone, "9").getAttribute("data-id");
    await row(phone, "9").getByTestId("sweep-undo").tap();
    await isTold("9", "");
    const before = await row(phone, "9").getAttribute("data-id");
    assert.notEqual(before, changed, "whoever lived there lives there again");
    await row(phone, "10").getByTestId("sweep-undo").tap();
    await isTold("10", "");
    assert.deepEqual(await progress(phone), [3, 5]);
    await say("9", "occupied");
    assert.equal(await row(phone, "9").getAttribute("data-id"), before);
  });

  await step("head-count, landlord and month, when somebody tells", async () => {
    const room = row(phone, "9");
    await room.getByTestId("sweep-more").tap();
    await room.getByTestId("sweep-adults").fill("3");
    await room.getByTestId("sweep-landlord").fill("林房东 13800000000");
    await room.getByTestId("sweep-since").fill("2026-05");
    await room.getByTestId("sweep-save").tap();
    await room.getByTestId("sweep-save").waitFor({ state: "detached" });
    await room.getByTestId("sweep-more").tap();
    for (const [field, value] of [["adults", "3"], ["landlord", "林房东 13800000000"], ["since", "2026-05"]]) {
      assert.equal(await room.getByTestId(`sweep-${field}`).inputValue(), value);
    }
    await room.getByTestId("sweep-door").tap();
    await phone.page.locator(".fact-row").filter({ hasText: "林房东" }).waitFor();
    assert.equal(await phone.id("door-state").getAttribute("data-state"), "unreached", "seen is not met");
  });

  await step("the server has it all, and another phone sees who was there", async () => {
    await phone.offline(false);
    await allReceived(phone);
    const other = await town.device("second", { size: PHONE });
    await enrol(other, /\S*\/join\/\S+/.exec(await town.server.command(["enrol", name]))[0]);
    await openBuilding(other);
    assert.deepEqual(await progress(other), [4, 5]);
    assert.deepEqual(await Promise.all(INSIDE.map((number) => told(other, number))), ["occupied", "empty", "occupied", "", "occupied"]);
    const kinds = await history(other, { text: `${BUILDING} 9`, id: await row(other, "9").getAttribute("data-id") });
    for (const kind of ["door.occupied", "door.edited", "fact.retracted", "door.closed", "door.registered"]) {
      assert.ok(kinds.includes(kind), `${kind} in ${kinds}`);
    }
  });
});
