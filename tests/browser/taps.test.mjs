// How many taps the two most frequent jobs take, counted where the browser counts them. Fails when they grow.
import assert from "node:assert/strict";
import { inTown, PHONE } from "./harness.mjs";
import { countTaps, doorsIn, drawSignature, enrol, search, taps } from "./people.mjs";

const NOBODY_HOME = 3;
const MET_AND_PLEDGED = 8;

inTown("few taps", {}, async (town, step) => {
  const phone = await town.device("worker", { size: PHONE, prepare: countTaps });
  await enrol(phone, town.server.demo("worker").link);
  const [first, second] = await doorsIn(phone, "unreached", 2);
  const row = (door) => phone.page.locator(`[data-testid="door-row"][data-id="${door.id}"]`).first();

  await step(`nobody home: at most ${NOBODY_HOME} taps from the list of doors`, async () => {
    await search(phone, first.text);
    const start = await taps(phone);
    await row(first).tap();
    await phone.id("outcome-nobody-home").tap();
    await phone.id("save-visit").tap();
    await phone.id("saved-toast").waitFor();
    const used = (await taps(phone)) - start;
    assert.ok(used <= NOBODY_HOME, `${used} taps`);
    await search(phone, first.text);
    assert.equal(await row(first).getAttribute("data-state"), "attempted");
  });

  await step(`met and pledged: at most ${MET_AND_PLEDGED} taps from the list of doors`, async () => {
    await search(phone, second.text);
    const start = await taps(phone);
    await row(second).tap();
    await phone.id("outcome-met").tap();
    await phone.id("save-visit").tap();
    await phone.id("saved-toast").waitFor();
    await phone.id("pledge-start").tap();
    await phone.id("pledge-to-sign").tap();
    await drawSignature(phone);
    await phone.id("pledge-to-confirm").tap();
    await phone.id("pledge-confirm").tap();
    await phone.id("pledge-finish").tap();
    await phone.id("door-state").waitFor();
    const used = (await taps(phone)) - start;
    assert.ok(used <= MET_AND_PLEDGED, `${used} taps`);
    const kinds = await phone.id("history-line").evaluateAll((lines) => lines.map((line) => line.dataset.kind));
    assert.deepEqual(kinds.slice(0, 2).sort(), ["pledge.signed", "visit.recorded"]);
  });
});
