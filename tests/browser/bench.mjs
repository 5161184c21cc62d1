// What a phone's user waits for, in Chromium with OPFS. One JSON object a line; figures are reported, never judged.
//
// `save`: from the tap to "saved", against the writes of one rollback-journal commit by a bare worker on the same storage.
// `cold.browser`: a new device gets a village of 25,000 events, from the confirmation until the list shows.
// `search.browser`: 100,000 households, from a keystroke until the list is that of what was typed, and the list's first paint.
// `map`: as many doors, from the tap to the finished picture, against a bare page with MapLibre and the same points.
// `start`: the app opens on Today with the network off, the CPU slowed four times, 10,000 households.
// `sealing`: `save` and `search.browser` against the same app with its database in the clear; the ratio is what encryption costs.
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withTown } from "./harness.mjs";
import { required } from "./server.mjs";
import { doorsIn, enrol, openDoor, openInvitation } from "./people.mjs";

const RUNS = 3;
const SAVES = 200;
/** How often the app is started: the first ones still compile what later ones find compiled. */
const STARTS = 7;
/** No door has a history of hundreds. */
const VISITS_A_DOOR = 10;
const VILLAGE = "350581106002";
const CROWD = 100_000;
/** West and south of doors a few metres apart, all within that village. */
const CORNER = [118.6955, 24.685];
/** What somebody types, letter by letter. */
const TYPED = ["z", "zh", "zhu", "长", "长巷", "长巷4", "长巷42", "7", "77", "777"];
/** A phone takes so long from a tap on a field to the first letter. */
const KEYBOARD_MS = 300;
const WORKER = "长巷网格员";

/** A page of journal, flushed, two pages of database, flushed, the journal cut, flushed: what one small commit must write. */
const BARE_WORKER = `
onmessage = async ({ data: count }) => {
  const root = await navigator.storage.getDirectory();
  const open = async (name) => (await root.getFileHandle(name, { create: true })).createSyncAccessHandle();
  const [journal, database] = [await open("bare-journal"), await open("bare-database")];
  const page = new Uint8Array(8192).fill(7);
  const times = [];
  for (let index = 0; index < count; index += 1) {
    const start = performance.now();
    journal.write(page, { at: 0 });
    journal.flush();
    database.write(page, { at: 0 });
    database.write(page, { at: 8192 * (index + 1) });
    database.flush();
    journal.truncate(0);
    journal.flush();
    times.push(performance.now() - start);
  }
  journal.close();
  database.close();
  for (const name of ["bare-journal", "bare-database"]) await root.removeEntry(name);
  postMessage(times);
};`;

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const p95 = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)];
const round = (value) => Math.round(value * 100) / 100;

const BENCHES = {
  async save(town, times = RUNS) {
    const phone = await town.device("saver", { prepare: withBareWorker });
    await enrol(phone, town.server.demo("worker").link);
    const runs = [];
    for (let run = 0; run < times; run += 1) {
      const floor = p95(await bareCommits(phone));
      const value = p95(await saves(phone));
      runs.push({ value, floor, ratio: value / floor });
    }
    const ratio = median(runs.map((run) => run.ratio));
    const { value, floor } = runs.find((run) => run.ratio === ratio);
    return { value, unit: "ms p95, tap to saved", floor: round(floor), ratio: round(ratio) };
  },

  async "cold.browser"(town) {
    await fillVillage(town.server, 25_000);
    const cold = [];
    for (let run = 0; run < RUNS; run += 1) cold.push(await coldStart(town, run));
    return { value: median(cold), unit: "ms, 25,000 events until the list shows" };
  },

  async "search.browser"(town, times = RUNS) {
    const phone = await crowdedPhone(town);
    const paints = [];
    const keys = [];
    for (let run = 0; run < times; run += 1) {
      await phone.id("tab-today").click();
      // The list is timed, not what Today has to count before.
      await phone.id("today-group").first().waitFor();
      paints.push(await timedPaint(phone.page));
      // Nobody types before the keyboard is up.
      await phone.id("search-input").click();
      await phone.page.waitForTimeout(KEYBOARD_MS);
      for (const text of TYPED) keys.push(await timedKey(phone.page, text));
    }
    return { value: p95(keys), unit: "ms p95 of a keystroke, 100,000 households", first_paint: round(median(paints)) };
  },

  async map(town) {
    const phone = await crowdedPhone(town);
    const runs = [];
    // A browser without the app: its service worker would answer for the bare page.
    const bare = await town.device("bare");
    for (let run = 0; run < RUNS; run += 1) {
      await phone.id("tab-today").click();
      // The map is timed, not what Today has to count before.
      await phone.id("today-group").first().waitFor();
      const floor = await timedBareMap(town, bare);
      const value = await timedMap(phone);
      runs.push({ value, floor, ratio: value / floor });
    }
    const ratio = median(runs.map((run) => run.ratio));
    const { value, floor } = runs.find((run) => run.ratio === ratio);
    return { value, unit: "ms to the finished picture, 100,000 doors", floor: round(floor), ratio: round(ratio) };
  },

  async start(town) {
    await fillVillage(town.server, 10_000);
    const phone = await town.device("starter");
    await enrol(phone, await invitation(town.server));
    await phone.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await phone.offline(true);
    const starts = [];
    for (let run = 0; run < STARTS; run += 1) starts.push(await warmStart(phone));
    return { value: median(starts), unit: "ms to Today, CPU slowed 4x, offline, 10,000 households" };
  },
};

const wanted = process.argv.slice(2);
const isWanted = (name) => wanted.length === 0 || wanted.includes(name);

function print(name, figure) {
  console.log(JSON.stringify({ name, ...figure, value: round(figure.value) }));
}

for (const [name, bench] of Object.entries(BENCHES)) {
  if (isWanted(name)) await withTown({}, async (town) => print(name, await bench(town)));
}
if (isWanted("sealing")) {
  // A run of saves takes minutes; of keys the figure is that of all runs, as it is without this comparison.
  for (const [name, runs] of [["save", 1], ["search.browser", RUNS]]) print(`sealing.${name}`, await sealing(BENCHES[name], runs));
}

/** The two take turns, so that what else the machine does falls on both. */
async function sealing(bench, runs) {
  const values = { sealed: [], plain: [] };
  for (let turn = 0; turn < RUNS; turn += 1) {
    for (const [kind, web] of Object.entries({ plain: required("NFV_WEB_UNSEALED"), sealed: required("NFV_WEB") })) {
      await withTown({ web }, async (town) => values[kind].push((await bench(town, runs)).value));
    }
  }
  const [value, floor] = [median(values.sealed), median(values.plain)];
  return { value, unit: "ms p95, encrypted; floor: in the clear", floor: round(floor), ratio: round(value / floor) };
}

/** So many households in one village, and a worker for it. */
async function fillVillage(server, households) {
  await server.pause();
  await server.command(["import-roster", await writeLongRoster(server.folder, households), "--area", VILLAGE]);
  await server.command(["account", "add", WORKER, "--role", "worker", "--area", VILLAGE]);
  await server.resume();
}

/** A new invitation for that worker, as the server's command prints it. */
async function invitation(server) {
  return /\S*\/join\/\S+/.exec(await server.command(["enrol", WORKER]))[0];
}

/** A roster as the server's own command takes it. */
async function writeLongRoster(folder, rows) {
  const path = join(folder, `roster-${rows}.csv`);
  const line = (index) =>
    `长巷${Math.floor(index / 100)},${(index % 100) + 1}号,住户${index},2,${placeOf(index).map((degrees) => degrees.toFixed(6))}`;
  const lines = Array.from({ length: rows }, (_, index) => line(index));
  await writeFile(path, ["巷道,门牌号,户主,成年人数,经度,纬度", ...lines].join("\n"));
  return path;
}

/** A grid of doors, a thousandth of a degree high and wide for a hundred of them. */
function placeOf(index) {
  const [column, row] = [index % 316, Math.floor(index / 316)];
  return [CORNER[0] + column * 0.000016, CORNER[1] + row * 0.000012];
}

/** A phone that has read a village of 100,000 doors. */
async function crowdedPhone(town) {
  // The heading is a row too, and a file may have as many; the demo township has the others.
  await fillVillage(town.server, CROWD - 1);
  const phone = await town.device("crowd");
  await openInvitation(phone, await invitation(town.server));
  await phone.id("join-confirm").click();
  await phone.page.locator('[data-testid="join-progress"][data-done="true"]').waitFor({ timeout: 600_000 });
  await phone.id("join-go-on").click();
  await phone.id("pin-later").click();
  await phone.id("tab-doors").click();
  await phone.page.waitForFunction(allDoors, CROWD, { timeout: 60_000 });
  return phone;
}

/** From the tap on the tab to the first rows. */
function timedPaint(page) {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const start = performance.now();
        new MutationObserver((_, observer) => {
          if (!document.querySelector('[data-testid="door-row"]')) return;
          observer.disconnect();
          resolve(performance.now() - start);
        }).observe(document.body, { childList: true, subtree: true });
        document.querySelector('[data-testid="tab-doors"]').click();
      }),
  );
}

/** From the input to the list of exactly that. */
function timedKey(page, text) {
  return page.evaluate(
    (typed) =>
      new Promise((resolve) => {
        const input = document.querySelector('[data-testid="search-input"]');
        const start = performance.now();
        new MutationObserver((_, observer) => {
          const found = document.querySelector('[data-testid="door-found"]');
          if (found?.dataset.for !== typed || found.getAttribute("aria-busy") !== "false") return;
          observer.disconnect();
          resolve(performance.now() - start);
        }).observe(document.body, { childList: true, subtree: true, attributes: true });
        input.value = typed;
        input.dispatchEvent(new InputEvent("input", { bubbles: true }));
      }),
    text,
  );
}

/** From the tap on the tab until the map says what stands on it. */
async function timedMap(phone) {
  const start = performance.now();
  await phone.id("tab-map").click();
  await phone.page.waitForFunction(() => Number(document.querySelector("[data-doors]")?.dataset.doors ?? 0) > 0, null, { timeout: 120_000 });
  return performance.now() - start;
}

/** The same points, clustered alike, on a page that holds nothing but MapLibre. */
async function timedBareMap(town, bare) {
  const folder = (await readdir(town.server.web)).find((name) => name.startsWith("map-"));
  const features = Array.from({ length: CROWD }, (_, index) => ({
    type: "Feature",
    properties: { id: String(index) },
    geometry: { type: "Point", coordinates: placeOf(index) },
  }));
  const points = JSON.stringify({ type: "FeatureCollection", features });
  const page = await bare.context.newPage();
  await page.route("**/bare-map", (route) => route.fulfill({ contentType: "text/html", body: bareMap(folder) }));
  await page.route("**/bare-points", (route) => route.fulfill({ contentType: "application/json", body: points }));
  const start = performance.now();
  await page.goto(`${town.server.origin}/bare-map`);
  await page.waitForFunction(() => document.title === "idle", null, { timeout: 120_000 });
  const took = performance.now() - start;
  await page.close();
  return took;
}

/** A function, for the benchmarks above run before a constant down here would stand. */
function bareMap(folder) {
  return `<!doctype html><link rel="icon" href="data:,"><link rel="stylesheet" href="/${folder}/maplibre-gl.css">
<div id="map" style="height:100vh"></div><script src="/${folder}/maplibre-gl-csp.js"></script><script type="module">
maplibregl.setWorkerUrl("/${folder}/maplibre-gl-csp-worker.js");
const data = await (await fetch("/bare-points")).json();
const map = new maplibregl.Map({ container: "map", attributionControl: false, fadeDuration: 0, style: { version: 8,
  sources: { doors: { type: "geojson", data, cluster: true, clusterMaxZoom: 16, clusterRadius: 36 } },
  layers: [{ id: "doors", type: "circle", source: "doors" }] },
  bounds: ${JSON.stringify([placeOf(0), placeOf(CROWD - 1)])} });
map.on("idle", () => { document.title = "idle"; });
</script>`;
}

async function coldStart(town, run) {
  const phone = await town.device(`cold-${run}`);
  await openInvitation(phone, await invitation(town.server));
  const start = performance.now();
  await phone.id("join-confirm").click();
  await phone.page.locator('[data-testid="join-progress"][data-done="true"]').waitFor({ timeout: 120_000 });
  await phone.id("join-go-on").click();
  await phone.id("pin-later").click();
  await phone.id("tab-doors").click();
  await phone.page.waitForFunction(allDoors, 25_000, { timeout: 60_000 });
  const took = performance.now() - start;
  await phone.close();
  return took;
}

/** Whether the list says that it has so many doors. */
function allDoors(least) {
  const found = document.querySelector('[data-testid="door-count"]');
  return found !== null && Number(found.dataset.total) >= least;
}

async function warmStart(phone) {
  await phone.page.close();
  phone.page = await phone.context.newPage();
  const session = await phone.context.newCDPSession(phone.page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  const start = performance.now();
  await phone.page.goto(phone.server.origin, { waitUntil: "commit" });
  await phone.id("today-group").first().waitFor();
  const took = performance.now() - start;
  await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  return took;
}

/** Visits, each timed in the page from the click to the word on the screen. */
async function saves(phone) {
  const doors = await doorsIn(phone, "reached", SAVES / VISITS_A_DOOR);
  const times = [];
  for (let index = 0; index < SAVES; index += 1) {
    if (index % VISITS_A_DOOR === 0) await openDoor(phone, doors[index / VISITS_A_DOOR]);
    await phone.id("record-visit").click();
    await phone.id("outcome-nobody-home").click();
    times.push(await timedSave(phone.page));
    await phone.id("door-state").waitFor();
  }
  return times;
}

function timedSave(page) {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const shown = () => document.querySelector('[data-testid="saved-toast"]');
        const before = shown();
        const start = performance.now();
        new MutationObserver((_, observer) => {
          if (!shown() || shown() === before) return;
          observer.disconnect();
          resolve(performance.now() - start);
        }).observe(document.body, { childList: true, subtree: true });
        document.querySelector('[data-testid="save-visit"]').click();
      }),
  );
}

/** The policy allows workers of this origin only: the bare one is served from it. */
async function withBareWorker(context) {
  await context.route("**/bare-worker.js", (route) => route.fulfill({ contentType: "text/javascript", body: BARE_WORKER }));
}

function bareCommits(phone) {
  return phone.page.evaluate(
    (count) =>
      new Promise((resolve, reject) => {
        const worker = new Worker("/bare-worker.js");
        worker.onmessage = ({ data }) => {
          worker.terminate();
          resolve(data);
        };
        worker.onerror = reject;
        worker.postMessage(count);
      }),
    SAVES,
  );
}
