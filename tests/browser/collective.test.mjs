// Several doors sign at an event, and the browser is killed in between: the list stands with what is done, the next one
// signs, one declines, and each has their evidence once.
import assert from "node:assert/strict";
import { usableByAll } from "./axe.mjs";
import { inTown, PHONE } from "./harness.mjs";
import { allReceived, doorsIn, drawSignature, enrol, openDoor, until } from "./people.mjs";

const OCCASION = "反诈宣传日";

inTown("a kill during collective signing", {}, async (town, step) => {
  const phone = await town.device("worker", { size: PHONE });
  await enrol(phone, town.server.demo("worker").link);
  const all = await doorsIn(phone, "unreached", 6);
  const [doors, late] = [all.slice(0, 3), all.slice(3)];
  const turn = () => phone.id("collective-turn").innerText();
  const list = async () => {
    await phone.id("collective-door").first().waitFor();
    return phone.id("collective-door").evaluateAll((rows) => rows.map((row) => row.dataset.turn));
  };
  const sign = async (name) => {
    await phone.id("pledge-to-sign").click();
    await phone.id("pledge-signer").fill(name);
    await drawSignature(phone);
    await phone.id("pledge-to-confirm").click();
    assert.match(await phone.id("pledge-preview").innerText(), new RegExp(OCCASION));
    await phone.id("pledge-confirm").click();
    await phone.id("pledge-code").waitFor();
  };
  const beginWith = async (those) => {
    await phone.id("note-open").click();
    await phone.id("note-collective").click();
    await phone.id("collective-occasion").fill(OCCASION);
    for (const { text } of those) {
      await phone.id("collective-find").fill(text);
      await phone.id("collective-add").first().click();
    }
    await phone.id("collective-begin").click();
    await until("turn", turn, (said) => said === "第 1 / 3 位");
  };
  const killed = async () => {
    await phone.kill();
    await phone.start();
    await phone.offline(true);
    // Whatever address it is opened at, the kiosk holds the device, though the browser lost what it kept last.
    await phone.goto("/");
  };

  await step("the first one signs with no network", async () => {
    await phone.offline(true);
    await beginWith(doors);
    await sign("一号");
  });

  let code;
  await step("killed before the device is handed on: the first is done, and the second is next", async () => {
    code = await phone.id("pledge-code").innerText();
    await killed();
    await phone.id("pledge-code").waitFor();
    assert.equal(await phone.id("pledge-code").innerText(), code);
    await phone.id("collective-next").click();
    await until("turn", turn, (said) => said === "第 2 / 3 位");
  });

  await step("killed while the second one draws: the second begins anew, still at the event", async () => {
    await phone.id("pledge-to-sign").click();
    await phone.id("pledge-signer").fill("二号");
    await drawSignature(phone);
    await killed();
    await phone.page.waitForURL(`**/doors/${doors[1].id}/pledge`);
    await until("turn", turn, (said) => said === "第 2 / 3 位");
    const begin = phone.id("pledge-to-sign");
    await begin.or(phone.id("pledge-signer")).first().waitFor();
    if (await phone.id("pledge-signer").isVisible()) await phone.page.getByRole("button", { name: "再看一遍" }).click();
    await sign("二号");
  });

  await step("the worker looks at the list: two have signed, one waits; going on leads to the one", async () => {
    await phone.id("collective-next").click();
    await until("turn", turn, (said) => said === "第 3 / 3 位");
    await phone.id("pledge-leave").click();
    assert.deepEqual(await list(), ["signed", "signed", "waiting"]);
    await usableByAll(phone.page);
    await phone.page.reload();
    assert.deepEqual(await list(), ["signed", "signed", "waiting"], "also when the page is new");
    await phone.id("collective-go-on").click();
    await until("turn", turn, (said) => said === "第 3 / 3 位");
    await phone.id("pledge-decline").click();
    await phone.id("pledge-decline-yes").click();
    await phone.id("pledge-declined").waitFor();
    assert.equal(await phone.id("collective-next").count(), 0, "nobody is left");
    await phone.id("pledge-finish").click();
    assert.deepEqual(await list(), ["signed", "signed", "declined"]);
    await phone.id("collective-over").click();
  });

  await step("out of turn: who was passed over is next, who signed is not asked again, and an early end is asked about", async () => {
    await beginWith(late);
    await phone.id("pledge-leave").click();
    await phone.id("collective-sign").nth(1).click();
    await until("turn", turn, (said) => said === "第 2 / 3 位");
    await sign("五号");
    await phone.id("collective-next").click();
    await until("turn", turn, (said) => said === "第 3 / 3 位");
    await sign("六号");
    await phone.id("collective-next").click();
    await until("turn", turn, (said) => said === "第 1 / 3 位");
    await phone.id("pledge-leave").click();
    assert.deepEqual(await list(), ["waiting", "signed", "signed"]);
    // Opened at home, it is no signing at the event.
    await phone.goto(`/doors/${late[0].id}/pledge`);
    await phone.id("pledge-to-sign").or(phone.id("pledge-signer")).first().waitFor();
    assert.equal(await phone.id("collective-turn").count(), 0);
    await phone.id("pledge-leave").click();
    await phone.id("door-state").waitFor();
    await phone.id("note-open").click();
    await phone.id("note-collective").click();
    assert.deepEqual(await list(), ["waiting", "signed", "signed"]);
    await phone.id("collective-over").click();
    assert.match(await phone.page.getByRole("alertdialog").innerText(), /1/);
    await usableByAll(phone.page);
    await phone.id("collective-over-yes").click();
  });

  await step("over, the list is empty; each answer is at the server once, with its evidence", async () => {
    await phone.id("note-open").click();
    await phone.id("note-collective").click();
    await phone.id("collective-begin").waitFor();
    assert.equal(await phone.id("collective-door").count(), 0);
    await phone.offline(false);
    await allReceived(phone);
    const events = (await town.server.command(["export", "events"])).trim().split("\n").map((line) => JSON.parse(line));
    const of = (door) => events.filter((event) => event.header.entity === door.id && event.header.kind.startsWith("pledge.")).map((event) => event.header.kind);
    assert.deepEqual(doors.map(of), [["pledge.signed"], ["pledge.signed"], ["pledge.declined"]]);
    for (const door of doors.slice(0, 2)) {
      await openDoor(phone, door);
      await phone.id("certificate-open").first().click();
      await phone.id("certificate-countersigned").waitFor();
      assert.match(await phone.id("certificate").innerText(), new RegExp(OCCASION));
    }
    await town.server.command(["check"]);
  });
});
