// Chinese in every text field of every screen, composed as an input method does it, while a sync brings news in the middle.
import assert from "node:assert/strict";
import { invite, villages } from "./desk.mjs";
import { DESK, inTown, PHONE } from "./harness.mjs";
import { untilChangedBy, withHolds } from "./holds.mjs";
import { allReceived, enrol, recordVisit, signIn } from "./people.mjs";
import { writeRoster } from "./roster.mjs";
import { DESK_SCREENS, doorsFor, FIELD, FRESH } from "./screens.mjs";
import { composeIn } from "./typing.mjs";

/** Where somebody may write words. */
const FIELDS = "input:is([type=text], [type=search], :not([type])):not([readonly]), textarea";

/** Screens that this many fields or more were found on, so that a test that finds none does not pass for one. */
const FEWEST = { fresh: 1, field: 5, desk: 8 };

inTown("nothing that is being composed is lost", {}, async (town, step) => {
  const { server } = town;
  const worker = server.demo("worker");
  const reviewer = server.demo("reviewer");
  const subject = { link: worker.link, roster: await writeRoster(server.folder) };
  const phone = await town.device("worker", { size: PHONE, prepare: withHolds });
  const desk = await town.device("reviewer", { size: DESK, prepare: withHolds });
  const other = await town.device("other");
  await composeOnAll(step, "fresh", phone, FRESH, subject, async () => {});
  await enrol(phone, worker.link);
  Object.assign(subject, await doorsFor(phone));
  await recordVisit(phone, subject.visited, "met");
  await allReceived(phone);
  await signIn(desk, reviewer.name, reviewer.password);
  subject.village = (await villages(desk))[0].id;
  await enrol(other, await invite(desk, worker.name));
  const newsFor = (device) => () =>
    untilChangedBy(device, async () => {
      await recordVisit(other, subject.visited, "nobody-home");
      await allReceived(other);
      await device.page.evaluate(() => dispatchEvent(new Event("online")));
    });
  await composeOnAll(step, "field", phone, FIELD, subject, newsFor(phone));
  await composeOnAll(step, "desk", desk, DESK_SCREENS, subject, newsFor(desk));
});

/** Opens every screen and writes into every field that is seen there for the first time. */
async function composeOnAll(step, whose, device, screens, subject, news) {
  const done = new Set();
  for (const screen of screens.filter(({ outside }) => !outside)) {
    await step(`${whose}: ${screen.name}`, async () => {
      await screen.open(device, subject);
      await device.page.locator("details:not([open]) > summary").evaluateAll((all) => all.forEach((summary) => summary.click()));
      const fields = device.page.locator(FIELDS);
      const names = await fields.evaluateAll((all) => all.map((field) => (field.checkVisibility() ? field.dataset.testid || field.id : "")));
      for (const [index, name] of names.entries()) {
        if (!name || done.has(name)) continue;
        done.add(name);
        const field = fields.nth(index);
        await field.fill("");
        await composeIn(device, field, news);
        assert.equal(await field.inputValue(), "永宁", name);
      }
    });
  }
  assert.ok(done.size >= FEWEST[whose], `${whose}: only ${[...done].join(", ")}`);
}
