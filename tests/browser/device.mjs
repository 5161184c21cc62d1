// A device: one Chromium with a profile of its own, as one person holds it.
//
// Everything that a person would call broken fails the test: errors in the console, exceptions, violations of the
// Content-Security-Policy, requests to another host. What a test provokes on purpose it announces with `expects`.
import { readFile, readdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { required } from "./server.mjs";

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1280, height: 800 };

const FLAGS = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // The map draws with WebGL; no machine that runs tests has a graphics card.
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  // Nothing but this machine can be reached, whatever a page asks for.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/** What Chromium itself logs when a request fails: the network was taken away, or the server refused. */
const FAILED_REQUEST = /^Failed to load resource/;

export class Device {
  static async open(server, name, { size = PHONE, language = "zh-CN", prepare, flags = [], env = {} } = {}) {
    const device = new Device();
    Object.assign(device, { server, name, size, language, prepare, flags, env, faults: [], expected: [] });
    device.profile = await mkdtemp(join(tmpdir(), `nfv-device-${name}-`));
    await device.start();
    return device;
  }

  /** Starts the browser on the profile as it was left. */
  async start() {
    const touch = this.size.width < 600;
    this.context = await chromium.launchPersistentContext(this.profile, {
      executablePath: required("NFV_CHROMIUM"),
      headless: true,
      // A flag that comes again replaces the one before.
      args: [...FLAGS, ...this.flags],
      env: { ...process.env, ...this.env },
      viewport: this.size,
      deviceScaleFactor: 1,
      hasTouch: touch,
      isMobile: touch,
      locale: this.language,
      timezoneId: "Asia/Shanghai",
      reducedMotion: "reduce",
      acceptDownloads: true,
    });
    this.context.setDefaultTimeout(45_000);
    this.watch();
    await this.prepare?.(this.context);
    this.page = this.context.pages()[0] ?? (await this.context.newPage());
  }

  watch() {
    this.context.on("request", (request) => this.watchRequest(request.url()));
    this.context.on("console", (message) => {
      if (message.type() === "error") this.fault("console", `${message.text()} ${message.location().url}`);
    });
    this.context.on("weberror", (error) => this.fault("exception", error.error().stack ?? String(error.error())));
    this.context.on("page", (page) => this.watchPage(page));
    for (const page of this.context.pages()) this.watchPage(page);
  }

  watchPage(page) {
    page.on("crash", () => this.fault("crash", page.url()));
    page.on("worker", (worker) => {
      worker.on("console", (message) => {
        if (message.type() === "error") this.fault("worker", message.text());
      });
    });
  }

  watchRequest(address) {
    const url = new URL(address);
    if (["data:", "blob:", "about:", "chrome:"].includes(url.protocol)) return;
    if (url.origin !== this.server.origin) this.fault("foreign request", address);
  }

  fault(kind, text) {
    if (this.expected.some((pattern) => pattern.test(text))) return;
    this.faults.push(`${this.name}: ${kind}: ${text}`);
  }

  /** From here on such errors are what the test provokes. */
  expects(...patterns) {
    this.expected.push(...patterns);
  }

  /** From here on requests may fail: the network goes away, or the server refuses on purpose. */
  expectsFailedRequests() {
    this.expects(FAILED_REQUEST);
  }

  /** Throws what went wrong so far. */
  check() {
    const faults = this.faults.splice(0);
    if (faults.length > 0) throw new Error(faults.join("\n"));
  }

  id(testid) {
    return this.page.getByTestId(testid);
  }

  async goto(path = "/") {
    await this.page.goto(new URL(path, this.server.origin).href);
  }

  async offline(off) {
    if (off) this.expectsFailedRequests();
    await this.context.setOffline(off);
  }

  /** The browser's own process dies at once, as when the system takes the memory back. */
  async kill() {
    const pid = await this.pid();
    const gone = this.context.waitForEvent("close");
    process.kill(-pid, "SIGKILL");
    await gone;
    while (await isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** Playwright starts the browser as the leader of a process group; its profile tells it from all others. */
  async pid() {
    for (const entry of await readdir("/proc")) {
      if (!/^\d+$/.test(entry)) continue;
      const command = await readFile(`/proc/${entry}/cmdline`, "utf8").catch(() => "");
      const args = command.split("\0");
      if (args.includes(`--user-data-dir=${this.profile}`) && !args.some((arg) => arg.startsWith("--type="))) {
        return Number(entry);
      }
    }
    throw new Error(`${this.name}: no browser process`);
  }

  async close() {
    // A file that a test was still changing on its way to the page has nobody to fail for any more.
    await this.context?.unrouteAll({ behavior: "ignoreErrors" }).catch(() => {});
    await this.context?.close().catch(() => {});
    await rm(this.profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

async function isAlive(pid) {
  const status = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return status !== "" && !/^\d+ \(.*\) [ZX]/.test(status);
}
