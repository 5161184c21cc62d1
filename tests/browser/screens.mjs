// Every screen and how one gets there; what `shots` photographs and the accessibility test examines.
import { pickDoor } from "./decide.mjs";
import { drawing } from "./pmtiles.mjs";
import { choosePin, doorsIn, drawSignature, mapShows, openDoor, typePin } from "./people.mjs";

/** A fresh install, before anybody came in. */
export const FRESH = [
  ...["type", "colours", "buttons", "rows", "messages"].map((part) => ({
    name: `visual-${part}`,
    open: async (device) => {
      await device.goto("/visual-system");
      await device.page.locator(`#visual-${part}`).evaluate((heading) => heading.scrollIntoView());
    },
  })),
  { name: "welcome", open: (device) => device.goto("/welcome").then(() => device.id("sign-in").waitFor()) },
  {
    name: "join",
    open: async (device, { link }) => {
      await device.goto(new URL(link, device.server.origin).pathname);
      await device.id("join-confirm").waitFor();
    },
  },
];

/** On a bad day: no network, a name that fits nowhere, a form that was not filled in, a page about nothing. */
export const STATES = [
  {
    name: "state-offline",
    open: async (device) => {
      await tab(device, "tab-today", "today-group");
      await device.offline(true);
      await device.page.locator('[data-testid="sync-line"][data-phase="offline"]').waitFor();
    },
  },
  { name: "state-long-door", open: (device, { long }) => goToDoor(device, long) },
  {
    name: "state-long-row",
    open: async (device, { long }) => {
      await tab(device, "tab-doors", "door-row");
      await device.id("search-input").fill(LONG);
      await row(device, long).waitFor();
    },
  },
  {
    name: "state-missing",
    open: async (device, { long }) => {
      await visit(device, long);
      await device.id("save-visit").click();
      await device.page.locator(".save-bar [role=alert]").waitFor();
    },
  },
  {
    name: "state-refused",
    open: async (device) => {
      await device.goto("/note/activity");
      await device.id("note-save").click();
      await device.id("failure").waitFor();
    },
  },
  {
    name: "state-no-such-door",
    open: async (device) => {
      await device.goto("/doors/00000000-0000-4000-8000-000000000000");
      await device.id("failure").waitFor();
    },
  },
];

/** A name that no row has room for. */
export const LONG = "第二居民小组老年人协会五楼楼梯口对面那一间活动室兼联络处";

/** A device on which nothing has arrived yet. */
export const NOTHING_YET = [
  { name: "state-today-empty", open: (device) => device.goto("/").then(() => device.id("empty").waitFor()) },
  { name: "state-doors-empty", open: (device) => device.goto("/doors").then(() => device.id("empty").waitFor()) },
];

/** A device whose database does not open. */
export const OPENING = [{ name: "state-opening", open: (device) => device.goto("/").then(() => device.id("opening").waitFor()) }];

/** What a grid worker sees. */
export const FIELD = [
  { name: "today", open: (device) => tab(device, "tab-today", "today-group") },
  { name: "doors", open: (device) => tab(device, "tab-doors", "door-row") },
  {
    name: "doors-search",
    open: async (device, { door }) => {
      await tab(device, "tab-doors", "door-row");
      await device.id("search-input").fill(door.text);
      await row(device, door).waitFor();
    },
  },
  {
    name: "doors-none",
    open: async (device) => {
      await tab(device, "tab-doors", "door-row");
      await device.id("search-input").fill("查无此户");
      await device.id("empty").waitFor();
    },
  },
  { name: "door", open: (device, { door }) => goToDoor(device, door) },
  { name: "door-visited", open: (device, { visited }) => goToDoor(device, visited) },
  { name: "visit", open: (device, { door }) => visit(device, door) },
  {
    name: "visit-met",
    open: async (device, { door }) => {
      await visit(device, door);
      await device.id("outcome-met").click();
    },
  },
  {
    name: "visit-more",
    open: async (device, { door }) => {
      await visit(device, door);
      // Another size was here before, and left a draft in which this is open.
      if (await device.id("form-photo").count()) return;
      await device.id("outcome-met").click();
      await device.id("visit-more").click();
      const painted = await device.page.evaluate(() => {
        const canvas = Object.assign(document.createElement("canvas"), { width: 400, height: 300 });
        canvas.getContext("2d").fillText("12号", 100, 100);
        return canvas.toDataURL("image/png").split(",")[1];
      });
      await device.id("photo-album").setInputFiles({ name: "door.png", mimeType: "image/png", buffer: Buffer.from(painted, "base64") });
      await device.page.locator('[data-testid="form-photo"] img').waitFor();
      await device.id("standpoint-ask").click();
      await device.id("standpoint-none").waitFor();
      await device.id("visit-more").scrollIntoViewIfNeeded();
    },
  },
  {
    name: "visit-quiz",
    open: async (device, { door }) => {
      await visit(device, door);
      await device.id("outcome-met").or(device.id("outcome-change")).first().waitFor();
      if (await device.id("outcome-met").count()) await device.id("outcome-met").click();
      if (!(await device.id("quiz-start").isVisible())) await device.id("visit-more").click();
      await device.id("quiz-start").click();
      await device.id("quiz-start").waitFor({ state: "detached" });
      await device.page.locator(".quiz-answers button").first().click();
    },
  },
  { name: "pledge-read", open: (device, { door }) => pledge(device, door) },
  {
    name: "pledge-sign",
    open: async (device, { door }) => {
      await pledge(device, door);
      await device.id("pledge-to-sign").click();
      await device.id("signature-pad").waitFor();
    },
  },
  {
    name: "pledge-confirm",
    open: async (device, { door }) => {
      await pledge(device, door);
      await device.id("pledge-to-sign").click();
      await device.id("pledge-signer").fill("林阿公");
      await drawSignature(device);
      await device.id("pledge-to-confirm").click();
      await device.id("pledge-preview").waitFor();
    },
  },
  {
    name: "pledge-sign-guardian",
    open: async (device, { door }) => {
      await pledge(device, door);
      await device.id("pledge-to-sign").click();
      await device.id("pledge-for-minor").check();
      await device.id("pledge-thumb").check();
      await device.id("pledge-witness").waitFor();
    },
  },
  {
    name: "pledge-done",
    open: async (device, { door }) => {
      await sign(device, door);
      await device.id("pledge-code").waitFor();
    },
  },
  {
    name: "certificate",
    open: async (device, { door }) => {
      await sign(device, door);
      await device.id("pledge-finish").click();
      await device.id("certificate-open").first().click();
      await device.id("certificate-countersigned").waitFor();
    },
  },
  {
    name: "pledge-paper",
    open: async (device, { door }) => {
      await goToDoor(device, door);
      await device.id("pledge-paper").click();
      await device.id("paper-save").waitFor();
    },
  },
  {
    name: "verify",
    // A page of the server, which knows nothing of what was chosen in the app.
    outside: true,
    open: async (device) => {
      const language = await device.page.evaluate(() => localStorage.getItem("nfv-language"));
      await device.goto(`/verify?lang=${language === "en" ? "en" : "zh"}&code=WFKN-QUBL-GZ29`);
      await device.id("verify-unknown").waitFor();
    },
  },
  { name: "map", open: (device) => tabWithMap(device, "tab-map", "doors") },
  {
    name: "map-own",
    open: async (device) => {
      await device.context.grantPermissions(["geolocation"], { origin: device.server.origin });
      await device.context.setGeolocation({ latitude: 24.97, longitude: 118.39, accuracy: 300 });
      await tabWithMap(device, "tab-map", "doors");
      await device.id("map-own").click();
      await device.page.locator('.map-canvas[data-here="1"]').waitFor();
    },
  },
  {
    name: "map-walk",
    open: async (device) => {
      await tab(device, "tab-today", "today-group");
      await device.id("walking-order").click();
      await device.id("walk-on-map").click();
      await device.page.locator('.map-canvas[data-stops]:not([data-stops="0"])').waitFor();
    },
  },
  {
    name: "map-walk-lane",
    open: async (device, { door }) => {
      await tab(device, "tab-doors", "door-row");
      await device.id("search-input").fill(door.text.match(/^\D+/u)[0].trim());
      await device.id("doors-on-map").click();
      await device.page.locator('.map-canvas[data-stops]:not([data-stops="0"])').waitFor();
    },
  },
  {
    name: "map-beneath",
    open: async (device) => {
      await tabWithMap(device, "tab-map", "doors");
      await device.id("basemap").locator("summary").click();
      await device.id("basemap-file").setInputFiles({ name: "linxi.pmtiles", mimeType: "application/octet-stream", buffer: drawing() });
      await device.id("basemap-kept").waitFor();
      await device.page.locator('[data-testid="map"] [data-basemap^="vector"]:not([data-basemap="vector 0"])').waitFor();
    },
  },
  { name: "me", open: (device) => tab(device, "tab-me", "sync-now") },
  {
    name: "records",
    open: async (device) => {
      await tab(device, "tab-me", "sync-now");
      await device.id("records").click();
      await device.id("record-line").first().waitFor();
    },
  },
  {
    name: "relay",
    open: async (device) => {
      await tab(device, "tab-me", "sync-now");
      await device.id("records").click();
      await device.id("relay").locator("summary").click();
      await device.id("relay-make").scrollIntoViewIfNeeded();
    },
  },
  {
    name: "conflicts",
    open: async (device) => {
      await tab(device, "tab-me", "sync-now");
      await device.id("conflicts").click();
      await device.id("conflict-line").or(device.id("empty")).first().waitFor();
    },
  },
  {
    name: "doors-several",
    open: async (device) => {
      await tab(device, "tab-doors", "door-row");
      await device.id("several").click();
      await device.id("door-choose").first().click();
      await device.id("several-leaflet").waitFor();
    },
  },
  { name: "door-new", open: (device) => device.goto("/doors/new").then(() => device.id("new-save").waitFor()) },
  {
    name: "today-walk",
    open: async (device) => {
      await tab(device, "tab-today", "today-group");
      await device.id("walking-order").click();
      await device.id("walk").waitFor();
    },
  },
  {
    name: "door-new-unit",
    open: async (device) => {
      await device.goto("/doors/new");
      await device.id("new-kind-unit").click();
      await device.id("new-save").waitFor();
    },
  },
  {
    name: "door-doubles",
    open: async (device, { door }) => {
      await goToDoor(device, door);
      for (const fold of ["split", "merge"]) await device.id(fold).locator("summary").click();
      await device.id("merge-save").scrollIntoViewIfNeeded();
    },
  },
  { name: "day-plan", open: (device) => device.goto("/days/new").then(() => device.id("day-lane-choice").first().waitFor()) },
  { name: "day", open: (device) => planDay(device, "示例派出所", "张三、李四") },
  { name: "help", open: (device) => device.goto("/help").then(() => device.id("help-type").first().waitFor()) },
  { name: "help-words", open: (device) => device.goto("/help/words/fake-police").then(() => device.id("help-words").waitFor()) },
  { name: "help-sent", open: (device) => device.goto("/help/sent").then(() => device.id("help-read-out").waitFor()) },
  { name: "help-after", open: (device) => device.goto("/help/after").then(() => device.id("followup-door").waitFor()) },
  { name: "contacts", open: (device) => device.goto("/me/contacts").then(() => device.id("contacts-save").waitFor()) },
  { name: "note", open: (device) => device.goto("/note").then(() => device.id("duty-line").first().waitFor()) },
  { name: "note-point", open: (device) => device.goto("/note/point").then(() => device.id("point-name").waitFor()) },
  { name: "note-activity", open: (device) => device.goto("/note/activity").then(() => device.id("activity-title").waitFor()) },
  { name: "note-message", open: (device) => device.goto("/note/message").then(() => device.id("message-sent").waitFor()) },
  { name: "note-clue", open: (device) => device.goto("/note/clue").then(() => device.id("clue-what").waitFor()) },
  { name: "clues-empty", open: (device) => device.goto("/clues").then(() => device.page.locator('main [aria-busy="false"]').waitFor()) },
  { name: "handbook", open: (device) => device.goto("/me/handbook").then(() => device.id("handbook-fraud").first().waitFor()) },
  {
    // The worker looks after these doors: others ask there.
    name: "sample-own",
    open: async (device) => {
      await tab(device, "tab-today", "today-group");
      await device.id("sample-card").click();
      await device.id("sample-own").waitFor();
    },
  },
  { name: "sweep-lanes", open: (device) => device.goto("/sweep").then(() => device.id("sweep-lane").first().waitFor()) },
  { name: "sweep", open: sweep },
  {
    name: "sweep-open",
    open: async (device) => {
      await sweep(device);
      await device.id("sweep-more").first().click();
      await device.id("sweep-save").scrollIntoViewIfNeeded();
    },
  },
  { name: "not-found", open: (device) => device.goto("/no/such/page").then(() => device.id("not-found").waitFor()) },
];

/** What a township reviewer sees besides. */
export const DESK_SCREENS = [
  { name: "desk-overview", open: (device) => tabWithMap(device, "tab-desk", "areas") },
  {
    name: "desk-village",
    open: async (device, { village }) => {
      await device.goto(`/desk/villages/${village}`);
      await device.id("village-score").waitFor();
      await mapShows(device, "doors");
    },
  },
  {
    name: "desk-score",
    open: async (device, { village }) => {
      await device.goto(`/desk/villages/${village}`);
      const score = device.id("village-score");
      await score.waitFor();
      await mapShows(device, "doors");
      await score.evaluate((score) => score.closest("section").scrollIntoView());
    },
  },
  { name: "note-topic", open: (device) => device.goto("/note/topic").then(() => device.id("topic-text").waitFor()) },
  { name: "desk-roster", open: (device) => device.goto("/desk/roster").then(() => device.id("roster-village").waitFor()) },
  {
    name: "desk-roster-preview",
    open: async (device, { village, roster }) => {
      await device.goto("/desk/roster");
      await device.id("roster-village").selectOption(village);
      await device.id("roster-file").setInputFiles(roster);
      await device.id("roster-preview").waitFor();
    },
  },
  { name: "desk-people", open: (device) => device.goto("/desk/people").then(() => device.id("device-row").first().waitFor()) },
  {
    name: "desk-invite",
    open: async (device) => {
      await device.goto("/desk/people");
      await device.id("invite-button").first().click();
      await device.id("invite-qr").waitFor();
    },
  },
  {
    name: "desk-change",
    open: async (device) => {
      await device.goto("/desk/people");
      await device.id("change-button").first().click();
      await device.id("change-panel").scrollIntoViewIfNeeded();
    },
  },
  {
    name: "desk-decide",
    open: async (device) => {
      await device.goto("/desk/decide");
      await device.id("held-row").or(device.id("empty")).first().waitFor();
      await device.id("conflict-line").or(device.id("empty")).last().waitFor();
    },
  },
  { name: "desk-moves", open: (device) => device.goto("/desk/moves").then(() => device.id("move-what").waitFor()) },
  {
    name: "desk-moves-village",
    open: async (device) => {
      await device.goto("/desk/moves");
      await device.id("move-what").selectOption("village");
      await device.id("move-code").waitFor();
    },
  },
  {
    name: "desk-moves-ask",
    open: async (device, { door, village }) => {
      await device.goto("/desk/moves");
      await device.id("move-what").selectOption("household");
      await pickDoor(device, "move-door", door);
      await device.id("move-target").selectOption(village);
      await device.id("move-reason").fill("〔2026〕12");
      await device.id("move-go").click();
      await device.id("move-yes").scrollIntoViewIfNeeded();
    },
  },
  { name: "desk-erase", open: (device) => device.goto("/desk/erase").then(() => device.id("erase-door").waitFor()) },
  {
    name: "desk-erase-records",
    open: async (device, { visited }) => {
      await device.goto("/desk/erase");
      await pickDoor(device, "erase-door", visited);
      await device.id("erase-records").check();
      await device.id("erase-record").first().check();
      await device.id("erase-go").click();
    },
  },
  {
    name: "desk-erase-ask",
    open: async (device, { visited }) => {
      await device.goto("/desk/erase");
      await pickDoor(device, "erase-door", visited);
      await device.id("erase-reason").fill("〔2026〕7");
      await device.id("erase-go").click();
      await device.id("erase-yes").scrollIntoViewIfNeeded();
    },
  },
  { name: "desk-audit", open: (device) => device.goto("/desk/audit").then(() => device.id("audit-row").first().waitFor()) },
];

/** What a county's clerk sees: sums, and the doors of a village that was opened here. */
export const COUNTY = [
  { name: "county-overview", open: (device) => tabWithMap(device, "tab-desk", "areas") },
  {
    name: "county-village",
    open: async (device, { village }) => {
      await device.goto(`/desk/villages/${village}`);
      await device.id("village-open").waitFor();
    },
  },
  {
    name: "county-village-opened",
    open: async (device, { opened }) => {
      await device.goto(`/desk/villages/${opened}`);
      await device.id("village-let-go").waitFor();
      await mapShows(device, "doors");
    },
  },
];

/** What somebody sees whose right was taken while records were waiting. */
export const LEFT = [
  {
    name: "records-apart",
    open: async (device) => {
      await tab(device, "tab-me", "sync-now");
      await device.id("records").click();
      await device.id("apart-line").first().waitFor();
    },
  },
];

/** Chooses language and type size, as the app keeps them for the time before its database is open. */
export async function prefer(device, language, elder = false) {
  if (!device.page.url().startsWith(device.server.origin)) await device.goto("/");
  await device.page.evaluate(
    ([language, elder]) => {
      localStorage.setItem("nfv-language", language);
      if (elder) localStorage.setItem("nfv-elder", "1");
      else localStorage.removeItem("nfv-elder");
    },
    [language, elder],
  );
}

/** What the screens are about: a door still to visit and one that a script may visit. */
export async function doorsFor(device) {
  const [visited, door] = await doorsIn(device, "unreached", 2);
  return { visited, door };
}

const row = (device, door) => device.page.locator(`[data-testid="door-row"][data-id="${door.id}"]`).first();

async function tab(device, testid, shows) {
  await device.goto("/");
  await leaveKiosk(device);
  await device.id(testid).click();
  await device.id(shows).first().waitFor();
}

/** The screen before may be one without tabs. */
async function goToDoor(device, door) {
  await device.goto("/doors");
  await leaveKiosk(device);
  await openDoor(device, door);
}

async function visit(device, door) {
  await goToDoor(device, door);
  await device.id("record-visit").click();
  await device.id("outcome-met").waitFor();
}

async function pledge(device, door) {
  await goToDoor(device, door);
  await device.id("pledge-start").click();
  await device.id("pledge-title").waitFor();
}

async function sign(device, door) {
  await pledge(device, door);
  await device.id("pledge-to-sign").click();
  await device.id("pledge-signer").fill("林阿公");
  await drawSignature(device);
  await device.id("pledge-to-confirm").click();
  await device.id("pledge-confirm").click();
  await device.id("pledge-done").waitFor();
}

async function tabWithMap(device, testid, what) {
  await device.goto("/");
  await device.id(testid).click();
  await mapShows(device, what);
}

/** The lock; the last that is shown of a device, for it is locked afterwards. */
export const LOCK = [
  { name: "pin", open: (device) => openPinPage(device) },
  {
    name: "lock",
    open: async (device) => {
      await openPinPage(device);
      if ((await device.id("pin-step").getAttribute("data-step")) === "new") {
        await choosePin(device, PIN);
        await device.id("lock-now").waitFor();
      }
      await device.goto("/");
      await device.id("lock-screen").waitFor();
      await device.id("keypad").waitFor();
    },
  },
  {
    name: "lock-forgot",
    open: async (device) => {
      await device.goto("/");
      await device.id("lock-forgot").click();
      await device.page.locator('[data-testid="release-state"][data-state="waiting"]').waitFor();
    },
  },
];

const PIN = "258013";

async function openPinPage(device) {
  await device.goto("/me/pin");
  await device.id("keypad").waitFor();
  if ((await device.id("lock-screen").count()) > 0) await typePin(device, PIN);
  await device.id("pin-step").waitFor();
}

/** Plans a visit day over two lanes and stays on its page. */
export async function planDay(device, station, members) {
  await device.goto("/days/new");
  await device.id("day-lane-choice").first().waitFor();
  await device.id("day-station").fill(station);
  await device.id("day-members").fill(members);
  for (const lane of [0, 1]) await device.id("day-lane-choice").nth(lane).click();
  await device.id("day-save").click();
  await device.id("day-progress").waitFor();
}

/** The kiosk holds the device, whatever the address: the worker takes it back. */
async function leaveKiosk(device) {
  const anywhere = device.id("tab-me");
  const kiosk = device.page.locator("main.kiosk");
  await anywhere.or(kiosk).first().waitFor();
  if ((await kiosk.count()) === 0) return;
  await device.id("pledge-leave").or(device.id("pledge-finish")).first().click();
  await device.id("door-state").waitFor();
}

/** A building in which each of the first rooms was found otherwise; said once, however many pictures are taken. */
async function sweep(device) {
  await device.goto("/doors");
  await leaveKiosk(device);
  await device.goto("/sweep");
  await device.id("sweep-lane").nth(1).click();
  await device.id("sweep-progress").waitFor();
  const rows = device.id("sweep-row");
  for (const [at, tap] of ["occupied", "empty", "changed", "nobody_home"].entries()) {
    const row = rows.nth(at);
    if ((await row.getByTestId("sweep-undo").count()) === 0) await row.getByTestId(`sweep-${tap}`).click();
    await row.getByTestId("sweep-undo").waitFor();
  }
  await rows.nth(4).evaluate((row) => row.scrollIntoView({ block: "center" }));
}
