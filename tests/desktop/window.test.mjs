// The window on a computer: enrolled by a link, a day without a network, killed, opened again behind its PIN, and all of it
// at the server in the end. What lies on the disk meanwhile tells a finder nothing.
import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Server } from "../browser/server.mjs";
import { until } from "../browser/people.mjs";
import { Display } from "./display.mjs";
import { AppWindow } from "./window.mjs";

const PIN = "271828";
const SIGNER = "Lin Agong";
const id = (name) => `[data-testid="${name}"]`;
const STROKES = [
  [[0.2, 0.3], [0.5, 0.35], [0.7, 0.3]],
  [[0.45, 0.2], [0.42, 0.4], [0.4, 0.6], [0.25, 0.8]],
  [[0.5, 0.5], [0.6, 0.7], [0.8, 0.8]],
];

test("the window on a computer", { timeout: 480_000 }, async (context) => {
  const folder = await mkdtemp(join(tmpdir(), "nfv-window-"));
  const desk = await mkdtemp(join(tmpdir(), "nfv-window-desk-"));
  const server = await Server.start();
  const display = await Display.open();
  let window;
  const step = async (title, work) => {
    let failure;
    await context.test(title, async () => {
      try {
        await work();
      } catch (error) {
        failure = error;
        await window?.picture(`failed ${title}`.replaceAll(/[^a-z]+/g, "-")).catch(() => {});
        throw error;
      }
    });
    if (failure) throw new Error(`stopped at: ${title}`);
  };
  try {
    let doors, code;
    const open = async (door) => {
      await window.press(id("tab-doors"));
      await window.press(`${id("door-row")}[data-id="${door}"]`);
      await window.shows(id("door-state"));
    };

    await step("enrolled by the pasted link, with a PIN", async () => {
      window = await AppWindow.open(display, folder);
      await window.shows(id("invitation-input"));
      await window.picture("welcome");
      await window.type(id("invitation-input"), server.demo("worker").link);
      await window.press(id("invitation-open"));
      await window.press(id("join-confirm"));
      await window.shows(`${id("join-progress")}[data-done="true"]`);
      await window.press(id("join-go-on"));
      await window.shows(`${id("pin-step")}[data-step="new"]`);
      await window.pin(PIN);
      await window.shows(`${id("pin-step")}[data-step="again"]`);
      await window.pin(PIN);
      await window.shows(id("today-group"));
      await window.picture("today");
    });

    await step("with no network: nobody home, and met and pledged with a drawn signature", async () => {
      await server.pause();
      await window.press(id("tab-doors"));
      await window.shows(`${id("door-row")}[data-state="unreached"]`);
      doors = await window.look(
        `[...document.querySelectorAll('[data-testid="door-row"][data-state="unreached"]')].slice(0, 2).map((row) => row.dataset.id)`,
      );
      await open(doors[0]);
      await window.press(id("outcome-nobody-home"));
      await window.press(id("save-visit"));
      await window.shows(`${id("door-state")}[data-state="attempted"]`);
      await open(doors[1]);
      await window.press(id("outcome-met"));
      await window.press(id("save-visit"));
      await window.shows(`${id("door-state")}[data-state="reached"]`);
      await window.picture("door");
      await window.press(id("pledge-start"));
      await window.press(id("pledge-to-sign"));
      await window.type(id("pledge-signer"), SIGNER);
      await window.draw(id("signature-pad"), STROKES);
      await window.picture("signing");
      await window.press(id("pledge-to-confirm"));
      await window.shows(id("pledge-preview"));
      const drawn = await window.look(`document.querySelectorAll('[data-testid="signature-view"] path').length`);
      assert.equal(drawn, STROKES.length);
      await window.picture("signed");
      await window.press(id("pledge-confirm"));
      code = await window.text(id("pledge-code"));
      await window.press(id("pledge-finish"));
      await window.pin(PIN);
      await window.shows(id("door-state"));
    });

    await step("a second window of the same folder says so", async () => {
      const second = await AppWindow.open(display, folder);
      assert.equal(await second.data(id("storage-problem"), "code"), "other_window");
      await second.kill();
    });

    await step("killed: the files hold neither SQLite's header nor a name in clear", async () => {
      await window.kill();
      const names = (await readdir(folder)).filter((name) => name.startsWith("nfv-sealed.db"));
      assert.ok(names.includes("nfv-sealed.db"), `${names}`);
      for (const name of names) {
        const bytes = await readFile(join(folder, name));
        assert.ok(bytes.length > 0 || name !== "nfv-sealed.db");
        for (const clear of ["SQLite format 3", SIGNER, "visit.recorded", "pledge.signed"]) {
          assert.equal(bytes.includes(clear), false, `${clear} in ${name}`);
        }
      }
    });

    await step("opened again: locked, and behind the PIN everything is there", async () => {
      window = await AppWindow.open(display, folder);
      await window.shows('[data-testid="keypad"]');
      await window.picture("locked");
      await window.pin(PIN);
      await window.shows(id("tab-doors"));
      await open(doors[1]);
      await window.shows(`${id("history-line")}[data-kind="pledge.signed"]`);
      await window.shows(`${id("history-line")}[data-kind="visit.recorded"]`);
      await open(doors[0]);
      await window.shows(`${id("door-state")}[data-state="attempted"]`);
    });

    await step("with the server back, it has everything, and countersigned the pledge", async () => {
      await server.resume();
      await window.press(id("tab-me"));
      await window.press(id("sync-now"));
      const figures = () => window.look(`({ ...document.querySelector('[data-testid="sync-line"]').dataset })`);
      const sync = await until("sync line", figures, (sync) => sync.waiting === "0" && sync.saved === sync.received);
      assert.ok(Number(sync.saved) >= 3, JSON.stringify(sync));
      await window.picture("me");
      const html = await (await server.get(`/verify?code=${encodeURIComponent(code)}`)).text();
      assert.match(html, /data-testid="verify-genuine"/);
    });
    await step("a forgotten PIN costs nothing: a reviewer, at a window too, releases the key", async () => {
      await server.pause();
      await open(doors[0]);
      await window.press(id("outcome-nobody-home"));
      await window.press(id("save-visit"));
      await window.shows(id("saved-toast"));
      await window.kill();
      await server.resume();
      window = await AppWindow.open(display, folder);
      await window.press(id("lock-forgot"));
      await window.shows(`${id("release-state")}[data-state="waiting"]`);
      const released = await window.text(id("release-code"));
      const { name, password } = server.demo("reviewer");
      const reviewer = await AppWindow.open(display, desk);
      try {
        await reviewer.type(id("sign-in-server"), server.origin);
        await reviewer.type(id("sign-in-name"), name);
        await reviewer.type(id("sign-in-password"), password);
        await reviewer.press(id("sign-in"));
        await reviewer.press(id("tab-people"));
        await reviewer.type(id("release-code-input"), released);
        await reviewer.picture("release");
        await reviewer.press(id("release-yes"));
        await until("the open window has the key", () => window.look(`document.querySelector('[data-testid="pin-due"]') !== null`), Boolean);
      } finally {
        await reviewer.kill();
      }
      await window.front();
      for (const wanted of ["new", "again"]) {
        await window.shows(`${id("pin-step")}[data-step="${wanted}"]`);
        await window.pin("314159");
      }
      await window.press(id("tab-me"));
      const figures = () => window.look(`({ ...document.querySelector('[data-testid="sync-line"]').dataset })`);
      await until("sync line", figures, (sync) => sync.waiting === "0" && sync.saved === "4" && sync.received === "4");
      const keys = Buffer.concat([await readFile(join(folder, "key-a")), await readFile(join(folder, "key-b"))]).toString();
      assert.match(keys, /Wrapped/);
    });

    await step("what a window lacks it says: no map; and a file is where the page says", async () => {
      await window.press(id("tab-map"));
      assert.match(await window.text(".map-missing"), /不画地图/);
      await window.press(id("tab-me"));
      await window.press(id("records"));
      await window.press(id("export-unsent"));
      const said = await window.text(`${id("saved-to")} p`);
      await window.picture("saved");
      assert.equal(JSON.parse(await readFile(said.slice(said.indexOf("/")), "utf8")).format.startsWith("nfv"), true);
    });
  } finally {
    if (window?.child.exitCode === null) window.child.kill("SIGKILL");
    display.close();
    await server.close();
    for (const own of [folder, desk]) await rm(own, { recursive: true, force: true });
  }
});
