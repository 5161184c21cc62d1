// A picture of every screen: target/shots/<language>/<width>x<height>[-elder][-dark]/<screen>.png
//
// `node shots.mjs [words]` takes only the screens whose name contains one of the words.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { changeAccount, decideHeld, editField, openDecide, syncNow } from "./decide.mjs";
import { villages } from "./desk.mjs";
import { DESK, PHONE, withTown } from "./harness.mjs";
import { allReceived, doorsIn, enrol, openInvitation, recordVisit, signIn, signPledge, until } from "./people.mjs";
import { writeRoster } from "./roster.mjs";
import { deviceAt, HEADER_IGNORED, NO_STORAGE, OWN, plainOrigin } from "./secure.mjs";
import { COUNTY, DESK_SCREENS, doorsFor, FIELD, FRESH, LEFT, LOCK, LONG, NOTHING_YET, OPENING, prefer, STATES } from "./screens.mjs";

const LANGUAGES = { zh: "zh-CN", en: "en" };
const LOOKS = [
  { size: PHONE, elder: false },
  { size: PHONE, elder: true },
  { size: DESK, elder: false },
  { size: PHONE, elder: false, dark: true },
  // As on the phone above at 200 %.
  { size: { width: PHONE.width / 2, height: PHONE.height / 2 }, elder: false },
];
/** Of a village in which much is still to do. */
const WORKER = "山边村委会网格员";
const wanted = process.argv.slice(2);
const failed = [];

await withTown({}, async (town) => {
  const { server } = town;
  const invitation = async () => /\S*\/join\/\S+/.exec(await server.command(["enrol", WORKER]))[0];
  const subject = { link: await invitation(), roster: await writeRoster(server.folder) };
  // Not as a phone: one browser shows every width.
  const field = await town.device("field", { size: DESK });
  await take(field, FRESH, subject);
  await enrol(field, subject.link);
  Object.assign(subject, await doorsFor(field));
  await recordVisit(field, subject.visited, "met");
  await signPledge(field, subject.visited, "林阿公");
  const second = await town.device("second");
  await enrol(second, await invitation());
  await disagree([field, second], subject.door);
  await take(field, FIELD, subject);
  await takeStates(town, field, subject, invitation);
  const desk = await town.device("desk", { size: DESK });
  const { name, password } = server.demo("reviewer");
  await signIn(desk, name, password);
  const all = await villages(desk);
  subject.village = all[3].id;
  const left = await town.device("left", { size: DESK });
  await enrol(left, server.demo("worker").link);
  await leave(left, desk, server.demo("worker").name, all.find((village) => WORKER.startsWith(village.name)).id);
  await take(left, LEFT, subject);
  await take(left, LOCK, subject);
  await take(desk, DESK_SCREENS, subject);
  const clerk = await town.device("clerk", { size: DESK });
  const county = server.demo("county");
  await signIn(clerk, county.name, county.password);
  await take(clerk, COUNTY, { village: all[3].id, opened: await openOne(clerk, all[4].id) });
});

/** Whoever works on a bad day. */
async function takeStates(town, field, subject, invitation) {
  // The screen before was a page about nothing, which has no tabs.
  await field.goto("/");
  // The first has a draft of the screens before.
  const [, long] = await doorsIn(field, "unreached", 2);
  await editField(field, long, "name", LONG);
  await take(field, STATES, { ...subject, long });
  await field.offline(false);
  const late = await town.device("late", { size: DESK });
  late.expectsFailedRequests();
  await openInvitation(late, await invitation());
  await late.context.route(/\/v1\/(sync|snapshots)/, (route) => route.abort());
  await late.id("join-confirm").click();
  await late.id("join-go-on").click();
  await late.id("pin-later").click();
  await take(late, NOTHING_YET, subject);
  const opening = await town.device("opening", { size: DESK, prepare: (context) => context.addInitScript(silence) });
  await take(opening, OPENING, subject);
}

/** Workers that say once that the page must compile the app itself, and then nothing: the database is still opening. */
function silence() {
  globalThis.Worker = class extends EventTarget {
    constructor() {
      super();
      setTimeout(() => this.onmessage?.({ data: null }));
    }
    postMessage() {}
    terminate() {}
  };
}

/** A county's clerk opens a village; returns it. */
async function openOne(clerk, village) {
  await clerk.goto(`/desk/villages/${village}`);
  await clerk.id("village-open").click();
  await clerk.id("village-let-go").waitFor();
  return village;
}

/** The pages that somebody sees over plain HTTP from another machine. */
async function fromAfar(town, screens) {
  const device = await deviceAt(town, "afar", plainOrigin(town), { size: DESK });
  device.expects(HEADER_IGNORED, NO_STORAGE);
  await device.goto("/trust");
  await take(device, screens, {});
}

/** The server writes this page itself; it has a language of its own. */
async function openTrust(device) {
  const language = await device.page.evaluate(() => localStorage.getItem("nfv-language"));
  await device.goto(`/trust?lang=${language.slice(0, 2)}`);
  await device.page.getByRole("heading").first().waitFor();
}

/** Two devices change one field without a network. */
async function disagree(devices, door) {
  for (const [index, device] of devices.entries()) {
    await device.offline(true);
    await editField(device, door, "phone", `1380000000${index}`);
  }
  for (const device of devices) {
    await device.offline(false);
    await allReceived(device);
  }
  await syncNow(devices[0]);
  await devices[0].page.locator('[data-testid="conflicts"] .badge').waitFor();
}

/** Somebody goes to another village while three records wait on the phone; one of them is refused. */
async function leave(device, desk, name, village) {
  const doors = await doorsIn(device, "unreached", 3);
  await device.offline(true);
  for (const [index, door] of doors.entries()) await recordVisit(device, door, ["met", "declined", "nobody-home"][index]);
  await changeAccount(desk, name, { area: village });
  await device.offline(false);
  await syncNow(device);
  await device.id("records-apart").click();
  await until("kept apart", () => device.id("apart-line").count(), (count) => count === 3);
  await openDecide(desk);
  await decideHeld(desk, await desk.id("held-row").last().getAttribute("data-id"), "refuse", "已经调到别的村，请交给新的网格员重走一次");
  await desk.page.locator('[data-testid="held-row"][data-refused="true"]').waitFor();
  await syncNow(device);
}

await withTown({ env: OWN }, (town) => fromAfar(town, [{ name: "trust", open: openTrust }]));
await withTown({}, (town) =>
  fromAfar(town, [
    { name: "insecure", open: (device) => device.goto("/doors").then(() => device.id("storage-problem").waitFor()) },
    { name: "trust-without-https", open: openTrust },
  ]),
);

if (failed.length > 0) {
  console.error(failed.join("\n"));
  process.exitCode = 1;
}

async function take(device, screens, subject) {
  const chosen = screens.filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)));
  for (const [folder, language] of Object.entries(LANGUAGES)) {
    for (const { size, elder, dark } of LOOKS) {
      await prefer(device, language, elder);
      await device.page.setViewportSize(size);
      await device.page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
      const place = join("target/shots", folder, `${size.width}x${size.height}${elder ? "-elder" : ""}${dark ? "-dark" : ""}`);
      await mkdir(place, { recursive: true });
      for (const screen of chosen) await shoot(device, screen, subject, join(place, `${screen.name}.png`));
    }
  }
  await device.page.emulateMedia({ colorScheme: "light" });
  await device.page.setViewportSize(device.size);
}

/** One picture; a screen that cannot be reached is named at the end and does not keep the others from being taken. */
async function shoot(device, screen, subject, path) {
  try {
    await screen.open(device, subject);
    await device.id("saved-toast").waitFor({ state: "detached" });
    await device.page.evaluate(() => document.fonts.ready);
  } catch (error) {
    failed.push(`${path}: ${error.message.split("\n")[0]}`);
  }
  await device.page.screenshot({ path, animations: "disabled" });
}
