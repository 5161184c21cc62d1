// What people do with their fingers, as often as the tests need it.
//
// Each step ends when the screen shows that it is done; nothing waits for time to pass.
import assert from "node:assert/strict";

/** Waits until `read` gives what `holds` accepts, and returns it. */
export async function until(what, read, holds, limit = 90_000) {
  const end = Date.now() + limit;
  let last;
  do {
    last = await read();
    if (holds(last)) return last;
    await new Promise((resolve) => setTimeout(resolve, 50));
  } while (Date.now() < end);
  throw new Error(`${what}: still ${JSON.stringify(last)}`);
}

export async function signIn(device, name, password) {
  await device.goto("/welcome");
  await device.id("sign-in-name").fill(name);
  await device.id("sign-in-password").fill(password);
  await device.id("sign-in").click();
  await device.id("tab-today").waitFor();
}

/** Opens an invitation and stays before the button that spends it. */
export async function openInvitation(device, link) {
  await device.goto(new URL(link, device.server.origin).pathname);
  await device.id("join-confirm").waitFor();
}

/** Spends the invitation; returns when the village's doors are all here. */
export async function confirmInvitation(device) {
  await device.id("join-confirm").click();
  await device.id("join-done").waitFor();
  await allHere(device);
  await device.id("join-go-on").click();
  await device.id("pin-later").click();
  await device.id("tab-today").waitFor();
}

async function allHere(device) {
  await device.page.locator('[data-testid="join-progress"][data-done="true"]').waitFor({ timeout: 60_000 });
}

export async function enrol(device, link) {
  await openInvitation(device, link);
  await confirmInvitation(device);
}

/** The figures of the sync line. */
export async function syncFigures(device) {
  const line = device.id("sync-line").first();
  const read = (name) => line.getAttribute(`data-${name}`);
  const [saved, received, waiting, phase] = await Promise.all(["saved", "received", "waiting", "phase"].map(read));
  return { saved: Number(saved), received: Number(received), waiting: Number(waiting), phase };
}

/** Waits until the server has everything that was saved here; returns the figures. */
export async function allReceived(device) {
  await device.id("tab-me").click();
  return until("sync line", () => syncFigures(device), (sync) => sync.waiting === 0 && sync.received === sync.saved && sync.phase === "idle");
}

/** Types into the search of the doors; returns when the list is that of the words typed. */
export async function search(device, text) {
  await device.id("tab-doors").click();
  await device.id("search-input").fill(text);
  await device.page.locator(`[data-testid="door-found"][aria-busy="false"][data-for=${JSON.stringify(text)}]`).waitFor({ state: "attached" });
}

/** Opens a door, found by typing; `id` tells it from those that are called alike. */
export async function openDoor(device, { text, id }) {
  await search(device, text);
  const rows = device.id("door-row");
  const row = id ? device.page.locator(`[data-testid="door-row"][data-id="${id}"]`) : rows.filter({ hasText: text.split(" ").at(-1) });
  await row.first().click();
  await device.id("door-state").waitFor();
}

/** The first doors of that state; `text` is what one types to find one. */
export async function doorsIn(device, state, count) {
  await search(device, "");
  await device.id(`filter-${state}`).click();
  const rows = device.page.locator(`[data-testid="door-row"][data-state="${state}"]`);
  const read = () => rows.evaluateAll((rows) => rows.map((row) => ({ id: row.dataset.id, text: row.querySelector(".door-number").innerText })));
  const found = await until(`${state} doors`, read, (all) => all.length >= count);
  await device.id(`filter-${state}`).click();
  return found.slice(0, count);
}

/** Presses "save" and waits for the word that the visit is durable; the door's page comes with it. */
export async function saveVisit(device) {
  await device.id("save-visit").click();
  await device.id("door-state").waitFor();
  await device.id("saved-toast").waitFor();
}

export async function recordVisit(device, door, outcome) {
  await openDoor(device, door);
  await device.id("record-visit").click();
  await device.id(`outcome-${outcome}`).click();
  await saveVisit(device);
}

/** Reads, signs and confirms the pledge of a door. */
export async function signPledge(device, door, signer) {
  await openDoor(device, door);
  await device.id("pledge-start").click();
  await device.id("pledge-title").waitFor();
  await device.id("pledge-to-sign").click();
  await device.id("pledge-signer").fill(signer);
  await drawSignature(device);
  await device.id("pledge-to-confirm").click();
  await device.id("pledge-preview").waitFor();
  await device.id("pledge-confirm").click();
  await device.id("pledge-done").waitFor();
  await device.id("pledge-finish").click();
  await device.id("door-state").waitFor();
}

/** What a door's page tells of its past: kind and words, newest first. */
export async function history(device, door) {
  await openDoor(device, door);
  await device.id("history-line").first().waitFor();
  return device.id("history-line").evaluateAll((lines) => lines.map((line) => line.dataset.kind));
}

/** A finger draws a signature. */
export async function drawSignature(device) {
  const pad = device.id("signature-pad");
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  assert.ok(box, "there is a pad to sign on");
  const at = (x, y) => [box.x + box.width * x, box.y + box.height * y];
  const { mouse } = device.page;
  for (const stroke of SIGNATURE) {
    await mouse.move(...at(...stroke[0]));
    await mouse.down();
    for (const point of stroke.slice(1)) await mouse.move(...at(...point), { steps: 6 });
    await mouse.up();
  }
}

/** Strokes in parts of the pad. */
const SIGNATURE = [
  [[0.2, 0.3], [0.5, 0.35], [0.7, 0.3]],
  [[0.45, 0.2], [0.4, 0.6], [0.25, 0.8]],
  [[0.5, 0.5], [0.6, 0.7], [0.8, 0.8]],
];

/** Waits until the finished picture of the map has `areas` or `doors` on it. */
export const mapShows = (device, what) =>
  device.page.locator(`[data-testid="map"] [data-${what}]:not([data-${what}="0"])`).first().waitFor();

/** Counts what a finger does; drawing a signature is no tap. The count outlives a change of page. */
export async function countTaps(context) {
  await context.addInitScript(() => {
    addEventListener(
      "click",
      (event) => {
        if (!event.isTrusted || event.target.closest?.('[data-testid="signature-pad"]')) return;
        sessionStorage.setItem("taps", Number(sessionStorage.getItem("taps")) + 1);
      },
      true,
    );
  });
}

export const taps = (device) => device.page.evaluate(() => Number(sessionStorage.getItem("taps")));

/** Presses the keys of a PIN. */
export async function typePin(device, pin) {
  await device.page.locator('[data-testid="keypad"][data-closed="false"]').waitFor();
  for (const digit of pin) await device.id(`keypad-${digit}`).click();
  await device.id("keypad-enter").click();
}

/** Chooses a PIN where the keypad asks for a new one. */
export async function choosePin(device, pin) {
  await device.page.locator('[data-testid="pin-step"][data-step="new"]').waitFor();
  await typePin(device, pin);
  await device.page.locator('[data-testid="pin-step"][data-step="again"]').waitFor();
  await typePin(device, pin);
}
