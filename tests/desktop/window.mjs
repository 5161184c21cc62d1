// The app's window as a child process. The test looks into the page by lines of JavaScript (the program is built with the
// feature `drive`); everything it does, it does by keys and pointer on the display.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { createInterface } from "node:readline";
import { required } from "../browser/server.mjs";
import { until } from "../browser/people.mjs";

const PICTURES = "target/desktop";

export class AppWindow {
  answers = [];

  static async open(display, folder) {
    const window = new AppWindow();
    window.display = display;
    const env = { ...display.env, NFV_DATA: folder, HOME: folder };
    window.child = spawn(required("NFV_WINDOW"), [], { env, stdio: ["pipe", "pipe", "inherit"] });
    createInterface({ input: window.child.stdout }).on("line", (line) => window.answers.shift()?.(line));
    window.child.once("exit", () => window.answers.splice(0).forEach((answer) => answer("null")));
    await window.shows("html[lang]");
    const ids = await display.hand("search", "--onlyvisible", "--pid", window.child.pid);
    window.id = ids.split("\n").at(-1);
    await window.front();
    return window;
  }

  /** Before any other window, with the keys. */
  async front() {
    await this.display.hand("windowraise", this.id, "windowfocus", this.id);
  }

  /** What an expression comes to in the page. */
  async look(expression) {
    const answer = new Promise((resolve) => this.answers.push(resolve));
    this.child.stdin.write(`${expression.replaceAll("\n", " ")}\n`);
    const said = JSON.parse(await answer);
    if (said?.failed) throw new Error(`${expression}: ${said.failed}`);
    return said;
  }

  /** Waits for an element. */
  async shows(selector) {
    return until(selector, () => this.look(`document.querySelector(${JSON.stringify(selector)}) !== null`), Boolean, 60_000);
  }

  named(testid) {
    return `[data-testid="${testid}"]`;
  }

  async text(selector) {
    await this.shows(selector);
    return this.look(`document.querySelector(${JSON.stringify(selector)}).innerText`);
  }

  async data(selector, name) {
    await this.shows(selector);
    return this.look(`document.querySelector(${JSON.stringify(selector)}).dataset[${JSON.stringify(name)}]`);
  }

  /** Where an element is, once it stands still and nothing lies over it. */
  async place(selector) {
    await this.shows(selector);
    const quoted = JSON.stringify(selector);
    const read = () =>
      this.look(`(() => { const e = document.querySelector(${quoted}); if (!e) return null;
        e.scrollIntoView({ block: "center", behavior: "instant" });
        const r = e.getBoundingClientRect(), x = r.left + r.width / 2, y = r.top + r.height / 2;
        const top = document.elementFromPoint(x, y);
        return { left: r.left, top: r.top, width: r.width, height: r.height, x, y, free: e === top || e.contains(top) }; })()`);
    return until(`${selector} within reach`, read, (place) => place?.free && place.width > 0, 20_000);
  }

  async press(selector) {
    const { x, y } = await this.place(selector);
    await this.display.hand("mousemove", "--window", this.id, Math.round(x), Math.round(y), "click", 1);
  }

  async type(selector, text) {
    await this.press(selector);
    await this.display.hand("key", "ctrl+a");
    await this.display.hand("type", "--delay", "20", text);
    const value = () => this.look(`document.querySelector(${JSON.stringify(selector)}).value`);
    await until(`typed into ${selector}`, value, (typed) => typed === text, 20_000);
  }

  /** Draws strokes in parts of an element, the button held. */
  async draw(selector, strokes) {
    const place = await this.place(selector);
    const at = ([x, y]) => [Math.round(place.left + place.width * x), Math.round(place.top + place.height * y)];
    for (const stroke of strokes) {
      const moves = stroke.slice(1).flatMap((point) => ["mousemove", "--window", this.id, ...at(point), "sleep", "0.05"]);
      await this.display.hand("mousemove", "--window", this.id, ...at(stroke[0]), "mousedown", 1, ...moves, "mouseup", 1);
    }
  }

  async pin(digits) {
    await this.shows('[data-testid="keypad"][data-closed="false"]');
    for (const digit of digits) await this.press(this.named(`keypad-${digit}`));
    await this.press(this.named("keypad-enter"));
  }

  async picture(name) {
    await mkdir(PICTURES, { recursive: true });
    await this.display.picture(`${PICTURES}/${name}.png`);
  }

  /** As a power cut would. */
  async kill() {
    const ended = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await ended;
  }
}
