// A picture of every screen: target/shots/<language>/<width>x<height>[-elder]/<screen>.png
//
// `node shots.mjs [words]` takes only the screens whose name contains one of the words.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { villages } from "./desk.mjs";
import { DESK, PHONE, withTown } from "./harness.mjs";
import { enrol, recordVisit, signIn, signPledge } from "./people.mjs";
import { writeRoster } from "./roster.mjs";
import { DESK_SCREENS, doorsFor, FIELD, FRESH, prefer } from "./screens.mjs";

const LANGUAGES = { zh: "zh-CN", en: "en" };
const LOOKS = [
  { size: PHONE, elder: false },
  { size: PHONE, elder: true },
  { size: DESK, elder: false },
];
/** Of a village in which much is still to do. */
const WORKER = "山边村委会网格员";
const wanted = process.argv.slice(2);
const failed = [];

await withTown({}, async (town) => {
  const { server } = town;
  const link = /\S*\/join\/\S+/.exec(await server.command(["enrol", WORKER]))[0];
  const subject = { link, roster: await writeRoster(server.folder) };
  // Not as a phone: one browser shows every width.
  const field = await town.device("field", { size: DESK });
  await take(field, FRESH, subject);
  await enrol(field, subject.link);
  Object.assign(subject, await doorsFor(field));
  await recordVisit(field, subject.visited, "met");
  await signPledge(field, subject.visited, "林阿公");
  await take(field, FIELD, subject);
  const desk = await town.device("desk", { size: DESK });
  const { name, password } = server.demo("reviewer");
  await signIn(desk, name, password);
  subject.village = (await villages(desk))[3].id;
  await take(desk, DESK_SCREENS, subject);
});

if (failed.length > 0) {
  console.error(failed.join("\n"));
  process.exitCode = 1;
}

async function take(device, screens, subject) {
  const chosen = screens.filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)));
  for (const [folder, language] of Object.entries(LANGUAGES)) {
    for (const { size, elder } of LOOKS) {
      await prefer(device, language, elder);
      await device.page.setViewportSize(size);
      const place = join("target/shots", folder, `${size.width}x${size.height}${elder ? "-elder" : ""}`);
      await mkdir(place, { recursive: true });
      for (const screen of chosen) await shoot(device, screen, subject, join(place, `${screen.name}.png`));
    }
  }
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
