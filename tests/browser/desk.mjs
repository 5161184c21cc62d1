// What a reviewer does at the desk.
import { until } from "./people.mjs";

const row = (device, id) => device.page.locator(`[data-testid="desk-overview-row"][data-id="${id}"]`);

/** The figures of an area in the overview. */
export async function overviewRow(device, id) {
  const { reached, of, points } = await row(device, id).evaluate((row) => ({ ...row.dataset }));
  return { reached: Number(reached), of: Number(of), points };
}

export async function openVillage(device, id) {
  await row(device, id).getByRole("button").click();
  await device.id("village-coverage").waitFor();
}

/** All villages of the overview, once all of them have come. */
export async function villages(device) {
  await device.id("tab-desk").click();
  const rows = device.id("desk-overview-row");
  const read = () =>
    rows.evaluateAll((rows) =>
      rows.map(({ dataset, innerText }) => ({ id: dataset.id, reached: Number(dataset.reached), of: Number(dataset.of), name: innerText.split(/\s/)[0] })),
    );
  return until("overview", read, (all) => all.length > 0);
}

/** Opens a form that is folded away. */
async function unfold(device, testid) {
  const summary = device.id(testid);
  const open = await summary.evaluate((summary) => summary.parentElement.open);
  if (!open) await summary.click();
}

export async function addWorker(device, name, village) {
  await device.id("tab-people").click();
  await unfold(device, "account-form");
  await device.id("account-name").fill(name);
  await device.id("account-role").selectOption("worker");
  await device.id("account-area").selectOption(village);
  await device.id("account-add").click();
  await accountRow(device, name).waitFor();
}

export const accountRow = (device, name) => device.page.locator(`[data-testid="account-row"][data-name="${name}"]`);

/** Invites somebody; the QR code and the link show. Returns the link. */
export async function invite(device, name) {
  await device.id("tab-people").click();
  await accountRow(device, name).getByTestId("invite-button").click();
  const panel = device.id("invite-panel").filter({ hasText: name });
  await panel.getByTestId("invite-qr").waitFor();
  const link = await panel.getByTestId("invite-link").inputValue();
  await panel.getByTestId("invite-close").click();
  return link;
}

export async function defineGrid(device, village, name) {
  await device.id("tab-people").click();
  await unfold(device, "grid-form");
  await device.id("grid-village").selectOption(village);
  await device.id("grid-name").fill(name);
  await device.id("grid-save").click();
  await device.id("assign-area").locator("option", { hasText: name }).waitFor({ state: "attached" });
}

/** Gives somebody a grid or village, told by a part of its name. */
export async function assign(device, person, area) {
  await device.id("tab-people").click();
  await unfold(device, "assign-form");
  await device.id("assign-account").selectOption({ label: person });
  const option = device.id("assign-area").locator("option", { hasText: area }).first();
  const id = await option.getAttribute("value");
  await device.id("assign-area").selectOption(id);
  await device.id("assign-save").click();
  // By id: a grid's row names its village too.
  await device.page.locator(`[data-testid="assignment-row"][data-area="${id}"]`).filter({ hasText: person }).waitFor();
}

/** Takes a roster; returns how many events it wrote. */
export async function importRoster(device, village, file) {
  await device.id("tab-roster").click();
  await device.id("roster-village").selectOption(village);
  await device.id("roster-file").setInputFiles(file);
  await device.id("roster-preview").waitFor();
}
