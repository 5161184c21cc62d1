// What waits for somebody: fields that two people changed, held records, the audit; and what the desk does with accounts.
import { readFile } from "node:fs/promises";
import { accountRow } from "./desk.mjs";
import { openDoor } from "./people.mjs";

/** Syncs at once instead of when it is due. */
export async function syncNow(device) {
  await device.id("tab-me").click();
  await device.id("sync-now").click();
}

export async function editField(device, door, field, value) {
  await openDoor(device, door);
  await device.id(`field-edit-${field}`).click();
  await device.id(`field-${field}`).fill(value);
  await device.id("field-save").click();
  await device.id("saved-toast").waitFor();
}

/** The conflict tray of this device. */
export async function openTray(device) {
  await device.id("tab-me").click();
  await device.id("conflicts").click();
}

/** The desk's page of what waits for a decision. */
export async function openDecide(device) {
  await device.goto("/desk/decide");
  await device.id("held-row").or(device.id("empty")).first().waitFor();
}

/** Decides a held record: `way` is `admit` or `refuse`. */
export async function decideHeld(device, id, way, reason) {
  const row = device.page.locator(`[data-testid="held-row"][data-id="${id}"]`);
  await row.getByTestId("held-reason").fill(reason);
  await row.getByTestId(`held-${way}`).click();
}

/** Another role or area; what is left out stays. */
export async function changeAccount(device, name, { role, area }) {
  await device.id("tab-people").click();
  await accountRow(device, name).getByTestId("change-button").click();
  if (role) await device.id("change-role").selectOption(role);
  if (area) await device.id("change-area").selectOption(area);
  await device.id("change-save").click();
  await device.id("change-panel").waitFor({ state: "detached" });
}

/** Presses a button and returns what the browser saved. */
export async function download(device, button) {
  const [file] = await Promise.all([device.page.waitForEvent("download"), button.click()]);
  const bytes = await readFile(await file.path());
  return { name: file.suggestedFilename(), bytes, text: bytes.toString("utf8") };
}

/** Chooses a door in a field in which one types. */
export async function pickDoor(device, field, door) {
  await device.id(field).fill(door.text);
  await device.page.locator(`[data-testid="door-choice"][data-id="${door.id}"]`).click();
  await device.page.locator(`[data-testid="${field}"][data-chosen="${door.id}"]`).waitFor();
}
