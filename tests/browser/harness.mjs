// What every browser test stands on: one town (a server with the demo township) and the devices that belong to it.
//
// A town closes what it started, whatever happens, and a test that saw a fault fails even if every expectation held. What
// the screens showed when a test failed is in target/browser.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Device } from "./device.mjs";
import { Server } from "./server.mjs";

export { DESK, PHONE } from "./device.mjs";

/** Longer than the slowest test takes on a busy machine with two cores. */
const LIMIT_MS = 480_000;
/** Beside the checkout's other results, wherever the tests are called from. */
const TRACES = fileURLToPath(new URL("../../target/browser", import.meta.url));

class Town {
  devices = [];

  static async open(options) {
    const town = new Town();
    town.server = await Server.start(options);
    return town;
  }

  async device(name, options) {
    const device = await Device.open(this.server, name, options);
    this.devices.push(device);
    return device;
  }

  check() {
    for (const device of this.devices) device.check();
  }

  async close() {
    await Promise.all(this.devices.map((device) => device.close()));
    await this.server.close();
  }

  /** Pictures and texts of all devices, for whoever has to find out. */
  async keepTraces(name) {
    const folder = join(TRACES, name.replaceAll(/[^\p{L}\p{N}]+/gu, "-"));
    await mkdir(folder, { recursive: true });
    for (const device of this.devices) {
      const file = join(folder, device.name);
      const text = await device.page.evaluate(() => `${location.href}\n\n${document.body.innerText}`).catch(String);
      await writeFile(`${file}.txt`, `${text}\n\n${device.faults.join("\n")}\n`);
      await device.page.screenshot({ path: `${file}.png` }).catch(() => {});
    }
  }
}

/** A test in a town of its own. `body` gets the town and a function for its steps; after a failed step the test ends. */
export function inTown(name, options, body) {
  test(name, { timeout: LIMIT_MS }, async (context) => {
    const town = await Town.open(options);
    const step = async (title, work) => {
      let failure;
      await context.test(title, async () => {
        try {
          await work();
          town.check();
        } catch (error) {
          failure = error;
          await town.keepTraces(`${name} ${title}`);
          throw error;
        }
      });
      if (failure) throw new Error(`stopped at: ${title}`);
    };
    try {
      await body(town, step);
      town.check();
    } finally {
      await town.close();
    }
  });
}

/** For scripts that are no tests: the town is closed when `work` is done, also when it fails. */
export async function withTown(options, work) {
  const town = await Town.open(options);
  try {
    await work(town);
    town.check();
  } catch (error) {
    await town.keepTraces("script");
    throw error;
  } finally {
    await town.close();
  }
}
