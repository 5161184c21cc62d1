// The map beneath the doors: a file is chosen, kept, drawn with no network; what cannot be used is refused in words and the
// one before stays; removed by hand, and with everything else when somebody signs out.
import assert from "node:assert/strict";
import { usableByAll } from "./axe.mjs";
import { inTown, PHONE } from "./harness.mjs";
import { allReceived, enrol, mapShows, until } from "./people.mjs";
import { drawing, pictures } from "./pmtiles.mjs";

const MAGENTA = [230, 30, 230];

inTown("the map beneath", {}, async (town, step) => {
  const phone = await town.device("worker", { size: PHONE });
  await enrol(phone, town.server.demo("worker").link);
  await allReceived(phone);
  await phone.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  const openMap = async () => {
    await phone.goto("/");
    await phone.id("tab-map").click();
    await mapShows(phone, "doors");
  };
  const openMenu = async () => {
    await phone.id("basemap").locator("summary").click();
    await phone.page.locator('.basemap-menu[aria-busy="false"]').waitFor();
  };
  const give = (name, buffer) => phone.id("basemap-file").setInputFiles({ name, mimeType: "application/octet-stream", buffer });
  const beneath = (kind) => phone.page.locator(`[data-testid="map"] [data-basemap^="${kind}"]:not([data-basemap="${kind} 0"])`).waitFor();
  const refused = async (name, buffer, words) => {
    await give(name, buffer);
    await phone.id("basemap-refused").filter({ hasText: words }).waitFor();
    assert.match(await phone.id("basemap-kept").innerText(), /town\.pmtiles/);
    assert.equal((await keptFiles(phone)).length, 1);
  };

  await step("without one the map stands as ever, and nothing of it is loaded", async () => {
    await openMap();
    await beneath("none");
    assert.ok((await share(phone, "magenta")) < 0.01);
    assert.equal(await phone.page.evaluate(() => "pmtiles" in globalThis), false);
  });

  await step("a file of pictures lies beneath the doors, and says who made it as text", async () => {
    await openMenu();
    await give("town.pmtiles", pictures(MAGENTA));
    await phone.id("basemap-kept").filter({ hasText: "town.pmtiles（0.1 MB）" }).waitFor();
    await beneath("raster");
    await until("pictures", () => share(phone, "magenta"), (found) => found > 0.3, 20_000);
    assert.equal(await phone.page.locator(".map-credit").innerText(), "© Testland");
    await mapShows(phone, "doors");
    await usableByAll(phone.page);
  });

  await step("started anew with no network it is drawn again", async () => {
    await phone.offline(true);
    await openMap();
    await beneath("raster");
    await until("pictures", () => share(phone, "magenta"), (found) => found > 0.3, 20_000);
    await openMenu();
    await phone.id("basemap-kept").waitFor();
  });

  await step("what cannot be used is refused in words, and the one before stays", async () => {
    const whole = pictures(MAGENTA);
    await refused("letter.pmtiles", Buffer.from("a letter, no map ".repeat(20)), "不能用作底图");
    await refused("half.pmtiles", whole.subarray(0, whole.length - 40), "不完整");
    await refused("roads.pmtiles", drawing({ land: "streets_of_somebody" }), "画不出来");
    await phone.page.evaluate(() => {
      navigator.storage.estimate = async () => ({ quota: 70_000_000, usage: 60_000_000 });
    });
    await refused("large.pmtiles", whole, "空间不够");
    await beneath("raster");
  });

  await step("another one takes its place: vector tiles, names in the device's own type", async () => {
    await openMap();
    await openMenu();
    await give("drawn.pmtiles", drawing());
    await phone.id("basemap-kept").filter({ hasText: "drawn.pmtiles" }).waitFor();
    await beneath("vector");
    assert.equal((await keptFiles(phone)).length, 1);
    await until("no pictures", () => share(phone, "magenta"), (found) => found < 0.01, 20_000);
    await until("water", () => share(phone, "water"), (found) => found > 0.05, 20_000);
  });

  await step("what another tab is copying is no left-over; a copy that was broken off is", async () => {
    const kept = await keptFiles(phone);
    const other = await phone.context.newPage();
    // The app itself does not begin there: it would want the database.
    phone.expects(/Worker is not a constructor/);
    await other.addInitScript(() => {
      globalThis.Worker = undefined;
    });
    await other.goto(phone.page.url());
    await other.evaluate(async () => {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(".nfv-basemap");
      await folder.getFileHandle("0.pmtiles", { create: true });
      await new Promise((begun) => navigator.locks.request("nfv-basemap", () => (begun(), new Promise(() => {}))));
    });
    await openMap();
    await beneath("vector");
    await openMenu();
    assert.deepEqual((await keptFiles(phone)).toSorted(), ["0.pmtiles", ...kept]);
    await other.close();
    await openMap();
    await openMenu();
    await until("the broken-off copy is gone", () => keptFiles(phone), (files) => files.length === 1);
    assert.deepEqual(await keptFiles(phone), kept);
  });

  await step("removed, nothing of it is left", async () => {
    await phone.id("basemap-remove").click();
    await beneath("none");
    assert.equal(await phone.id("basemap-kept").count(), 0);
    assert.deepEqual(await keptFiles(phone), []);
    assert.equal(await phone.page.locator(".map-credit").count(), 0);
  });

  await step("signing out takes it along", async () => {
    await give("town.pmtiles", pictures(MAGENTA));
    await phone.id("basemap-kept").waitFor();
    await phone.offline(false);
    await phone.goto("/");
    await phone.id("tab-me").click();
    await phone.id("sign-out").click();
    await phone.id("sign-out-yes").click();
    await phone.id("invitation-input").waitFor();
    assert.deepEqual(await keptFiles(phone), []);
  });
});

/** Which share of the map's pixels is of that colour. */
async function share(device, what) {
  const picture = await device.page.locator(".map-canvas").screenshot();
  return device.page.evaluate(
    async ([source, what]) => {
      const image = Object.assign(new Image(), { src: source });
      await image.decode();
      const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
      const pen = canvas.getContext("2d");
      pen.drawImage(image, 0, 0);
      const { data } = pen.getImageData(0, 0, image.width, image.height);
      let found = 0;
      for (let at = 0; at < data.length; at += 4) {
        const [red, green, blue] = data.subarray(at, at + 3);
        if (what === "magenta" ? red - green > 40 && blue - green > 40 : blue - red > 12 && blue > 200 && green > 190) found += 1;
      }
      return (4 * found) / data.length;
    },
    [`data:image/png;base64,${picture.toString("base64")}`, what],
  );
}

/** The files that the page keeps for it. */
const keptFiles = (device) =>
  device.page.evaluate(async () => {
    const names = [];
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle(".nfv-basemap").catch(() => null);
    if (folder) for await (const name of folder.keys()) names.push(name);
    return names;
  });
