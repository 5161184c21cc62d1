// A clue for the police: reported with no network, waiting in sight; gone from the phone once the server has it, with only the
// count staying; on the police's list, taken up and closed; nowhere in the village's pages.
import assert from "node:assert/strict";
import { inTown, PHONE } from "./harness.mjs";
import { allReceived, enrol, syncFigures, until } from "./people.mjs";

const WHAT = "菜市场楼上有人整天打电话劝人投资";

inTown("a clue", {}, async (town, step) => {
  const phone = await town.device("worker", { size: PHONE });
  await enrol(phone, town.server.demo("worker").link);
  const before = (await syncFigures(phone)).saved;

  await step("reported with no network, it waits in sight", async () => {
    await phone.offline(true);
    await phone.id("note-open").tap();
    assert.equal(await phone.id("note-clues").count(), 0, "the list is the police's");
    await phone.id("note-clue").tap();
    await phone.id("note-save").tap();
    await phone.page.locator('[data-testid="failure"][data-code="invalid-clue_what"]').waitFor();
    await phone.id("clue-what").fill(WHAT);
    await phone.id("clue-place").fill("菜市场三楼");
    await phone.context.grantPermissions(["geolocation"]);
    await phone.context.setGeolocation({ longitude: 118.65432, latitude: 24.71234, accuracy: 12 });
    await phone.id("standpoint-ask").tap();
    await phone.id("standpoint-here").waitFor();
    await phone.id("note-save").tap();
    await phone.id("clue-waiting").filter({ hasText: WHAT }).waitFor();
  });

  await step("received, it is gone from the phone; that there was one stays", async () => {
    await phone.offline(false);
    const { saved } = await allReceived(phone);
    assert.equal(saved, before + 1);
    await phone.id("records").click();
    const line = phone.page.locator('[data-testid="record-line"][data-kind="clue.reported"]');
    await line.waitFor();
    assert.doesNotMatch(await phone.page.locator("main").innerText(), new RegExp(WHAT));
    await phone.id("note-open").tap();
    await phone.id("duty-line").first().waitFor();
    assert.equal(await phone.id("clue-waiting").count(), 0);
  });

  await step("the police read it, take it up and say what came of it", async () => {
    const police = await town.device("police", { size: PHONE });
    await town.server.command(["account", "add", "警官示例", "--role", "police", "--area", town.server.demo("reviewer").area]);
    const said = await town.server.command(["enrol", "警官示例"]);
    await enrol(police, said.match(/http\S+\/join\/\S+/)[0]);
    await police.id("note-open").tap();
    await police.id("note-clues").tap();
    const clue = police.id("clue-line").filter({ hasText: WHAT });
    await clue.waitFor({ timeout: 60_000 });
    const step = () => clue.getAttribute("data-step");
    assert.equal(await step(), "open");
    assert.match(await clue.innerText(), /匿名/);
    assert.match(await clue.getByTestId("clue-at").innerText(), /24\.71234.*118\.65432/);
    await clue.getByTestId("clue-take").tap();
    await until("taken up", step, (now) => now === "taken");
    await clue.getByTestId("clue-note").fill("正规公司，已登记");
    await clue.getByTestId("clue-done").tap();
    await until("done", step, (now) => now === "done");
    assert.match(await clue.innerText(), /正规公司，已登记/);
  });
});
