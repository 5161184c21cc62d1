// The map on a phone: where one stands, shown and kept nowhere; today's doors, or those of the list, as a numbered line.
import assert from "node:assert/strict";
import { usableByAll } from "./axe.mjs";
import { inTown, PHONE } from "./harness.mjs";
import { allReceived, doorsIn, enrol, mapShows, recordVisit, search, until } from "./people.mjs";

const OFF_THE_MAP = { latitude: 24.9, longitude: 118.5, accuracy: 40 };

inTown("the map", {}, async (town, step) => {
  const phone = await town.device("worker", { size: PHONE });
  await enrol(phone, town.server.demo("worker").link);
  await allReceived(phone);
  await phone.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  const picture = () => phone.page.locator(".map-canvas").evaluate((canvas) => ({ ...canvas.dataset }));
  const walk = () => phone.id("map-walk").getAttribute("data-count").then(Number);
  await phone.offline(true);
  await phone.id("tab-map").tap();
  await mapShows(phone, "doors");

  await step("a position that is refused is said in words, and the map stays", async () => {
    await phone.id("map-own").tap();
    await phone.id("map-own-none").waitFor();
    const now = await picture();
    assert.ok(Number(now.doors) > 0);
    assert.equal(now.here, "0");
    await usableByAll(phone.page);
  });

  await step("where one stands comes into the picture, with how far off it may be", async () => {
    await phone.context.grantPermissions(["geolocation"], { origin: phone.server.origin });
    await phone.context.setGeolocation(OFF_THE_MAP);
    await phone.id("map-own").tap();
    assert.match(await phone.id("map-own-here").innerText(), /40/);
    await until("the dot", picture, ({ here }) => here === "1");
    await usableByAll(phone.page);
  });

  await step("it is gone with the page", async () => {
    await phone.id("tab-doors").tap();
    await phone.id("tab-map").tap();
    await mapShows(phone, "doors");
    assert.equal((await picture()).here, "0");
    assert.equal(await phone.id("map-own-here").count(), 0);
  });

  await step("today's doors are one line with as many numbers as doors", async () => {
    await phone.id("tab-today").tap();
    await phone.id("walking-order").tap();
    await phone.id("walk-on-map").tap();
    const count = await walk();
    assert.ok(count > 10, `${count}`);
    const drawn = await until("the walk", picture, ({ stops }) => Number(stops) === count);
    assert.ok(Number(drawn.line) > 0);
    await usableByAll(phone.page);
  });

  await step("so are the doors of the list; who was reached falls out", async () => {
    // The lane in which most is still to do: one that is done has no walk.
    const laneOf = ({ text }) => text.match(/^\D+/u)[0].trim();
    const lanes = Object.entries(await doorsIn(phone, "unreached", 12).then((doors) => groups(doors, laneOf)));
    const [lane, [door]] = lanes.sort(([, one], [, other]) => other.length - one.length)[0];
    await search(phone, lane);
    await phone.id("doors-on-map").tap();
    const before = await walk();
    await until("the walk", picture, ({ stops }) => Number(stops) === before);
    await recordVisit(phone, { id: door.id, text: lane }, "met");
    await phone.id("tab-doors").tap();
    await phone.id("doors-on-map").tap();
    await until("one stop fewer", walk, (count) => count === before - 1);
    await until("the picture", picture, ({ stops }) => Number(stops) === before - 1);
  });
});

function groups(doors, key) {
  const found = {};
  for (const door of doors) (found[key(door)] ??= []).push(door);
  return found;
}
