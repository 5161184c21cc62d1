// Who decides: two values of one field, records of somebody whose right was taken, and who did what.
import assert from "node:assert/strict";
import { usableByAll } from "./axe.mjs";
import { changeAccount, decideHeld, download, editField, openDecide, openTray, syncNow } from "./decide.mjs";
import { accountRow, villages } from "./desk.mjs";
import { DESK, inTown } from "./harness.mjs";
import { allReceived, doorsIn, enrol, history, recordVisit, signIn, until } from "./people.mjs";

const REASON = "已经调到别的村";

inTown("decided at the desk", {}, async (town, step) => {
  const { server } = town;
  const [worker, tablet, reviewer] = ["worker", "tablet", "reviewer"].map((role) => server.demo(role));
  const phone = await town.device("worker");
  const second = await town.device("tablet");
  const desk = await town.device("reviewer", { size: DESK });
  let doors, home, elsewhere, held;

  await step("three people come in", async () => {
    await enrol(phone, worker.link);
    await enrol(second, tablet.link);
    await signIn(desk, reviewer.name, reviewer.password);
    doors = await doorsIn(phone, "unreached", 3);
    const all = await until("villages", () => villages(desk), (all) => all.length === 24);
    await desk.id("tab-people").click();
    const at = await accountRow(desk, tablet.name).innerText();
    home = all.find(({ name }) => at.includes(name));
    elsewhere = all.find(({ id }) => id !== home.id);
  });

  await step("two devices change one field without a network: both values are in the tray, there and at the desk", async () => {
    for (const [device, value] of [[phone, "13800000001"], [second, "13800000002"]]) {
      await device.offline(true);
      await editField(device, doors[0], "phone", value);
    }
    for (const device of [phone, second]) {
      await device.offline(false);
      await allReceived(device);
    }
    for (const device of [phone, desk]) {
      await syncNow(device);
      await openTray(device);
      await device.id("conflict-line").waitFor();
      assert.equal(await device.id("conflict-choice").count(), 2);
      await usableByAll(device.page);
    }
    await openDecide(desk);
    await desk.id("conflict-line").waitFor();
    await usableByAll(desk.page);
  });

  await step("one tap decides, without a network; gone on every device", async () => {
    await syncNow(second);
    await openTray(second);
    await second.id("conflict-choice").first().waitFor();
    await second.offline(true);
    await second.id("conflict-choice").filter({ hasText: "13800000002" }).click();
    await second.id("conflict-line").waitFor({ state: "detached" });
    await second.offline(false);
    await allReceived(second);
    for (const device of [phone, desk]) {
      await syncNow(device);
      await openTray(device);
      await device.id("conflict-line").waitFor({ state: "detached" });
      await device.id("empty").waitFor();
    }
  });

  await step("the right is taken while a phone has no network: its records are held, whole and exportable", async () => {
    await phone.offline(true);
    await recordVisit(phone, doors[1], "met");
    await recordVisit(phone, doors[2], "declined");
    await changeAccount(desk, worker.name, { area: elsewhere.id });
    await accountRow(desk, worker.name).filter({ hasText: elsewhere.name }).waitFor();
    await phone.offline(false);
    await syncNow(phone);
    await phone.id("records-apart").click();
    const apart = phone.id("apart-line");
    await until("kept apart", () => apart.count(), (count) => count === 2);
    assert.deepEqual(await apart.evaluateAll((all) => all.map(({ dataset }) => dataset.code)), ["held", "held"]);
    await usableByAll(phone.page);
    const { text } = await download(phone, phone.id("export-unsent"));
    held = JSON.parse(text).events;
    assert.deepEqual(held.map(({ fate }) => fate), ["held", "held"]);
  });

  await step("the reviewer sees both, takes them out as a file, admits one and refuses one", async () => {
    await openDecide(desk);
    const rows = desk.id("held-row");
    const reasons = () => rows.evaluateAll((all) => all.map(({ dataset }) => dataset.reason));
    assert.deepEqual(await until("held", reasons, (all) => all.length === 2), ["no_grant", "no_grant"]);
    await usableByAll(desk.page);
    const { text } = await download(desk, desk.id("held-export"));
    assert.equal(JSON.parse(text).events.length, 2);
    const [met, declined] = ["met", "declined"].map((outcome) => held.find(({ body }) => body.includes(outcome)).header.id);
    await decideHeld(desk, met, "admit", "当天还归他管");
    await until("held", () => rows.count(), (count) => count === 1);
    await decideHeld(desk, declined, "refuse", REASON);
    await desk.page.locator('[data-testid="held-row"][data-refused="true"]').waitFor();
  });

  await step("the worker reads both decisions; the admitted visit counts, the refused one does not", async () => {
    await syncNow(phone);
    await phone.id("records").click();
    const refused = phone.page.locator('[data-testid="apart-line"][data-code="refused"]');
    await refused.waitFor();
    assert.match(await refused.innerText(), new RegExp(REASON));
    assert.equal(await phone.id("apart-line").count(), 1);
    await phone.page.locator('[data-testid="record-line"][data-kind="visit.recorded"][data-delivery="received"]').waitFor();
    const visits = async (door) => (await history(desk, door)).filter((kind) => kind === "visit.recorded").length;
    await syncNow(desk);
    await until("admitted", () => visits(doors[1]), (count) => count === 1);
    assert.equal(await visits(doors[2]), 0);
  });

  await step("another role holds at once, and who did all this is on record", async () => {
    await changeAccount(desk, tablet.name, { role: "committee" });
    await desk.page.locator(`[data-testid="account-row"][data-name="${tablet.name}"][data-role="committee"]`).waitFor();
    await syncNow(desk);
    const rows = desk.id("audit-row");
    const read = () => rows.evaluateAll((all) => all.map(({ dataset, innerText }) => ({ ...dataset, said: innerText })));
    const opened = async () => {
      await desk.goto("/desk/audit");
      await rows.first().waitFor();
      return read();
    };
    const wanted = ["sign_in", "role_changed", "held_decided", "exported", "viewed"];
    const lines = await until("the record", opened, (all) => wanted.every((action) => all.some((line) => line.action === action)));
    await usableByAll(desk.page);
    assert.ok(lines.every(({ said }) => !/[a-z]_[a-z]/.test(said)), "codes are said in words");
    await desk.id("audit-action").selectOption("held_decided");
    await until("one action", read, (some) => some.length === 2 && some.every(({ action, who }) => action === "held_decided" && who === reviewer.name));
    await desk.id("audit-action").selectOption("");
    await desk.id("audit-person").selectOption({ label: worker.name });
    await until("one person", read, (some) => some.length > 0 && some.every(({ who }) => who === worker.name));
  });
});
