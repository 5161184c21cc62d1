// The server under a host name that is not this machine's own: what browsers call an insecure origin, unless it is HTTPS.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Device } from "./device.mjs";
import { freePort } from "./server.mjs";

export const HOST = "nfv.test";
const FLAGS = [`--host-resolver-rules=MAP ${HOST} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`];
const securePort = await freePort();

/** Where a server of [`OWN`] speaks HTTPS. */
export const SECURE = `https://${HOST}:${securePort}`;

/** Settings of a server with an authority of its own. */
export const OWN = { HTTPS: "own", HTTPS_LISTEN: `127.0.0.1:${securePort}`, HTTPS_NAMES: HOST };

/** What Chromium logs about a header that counts for secure origins only. */
export const HEADER_IGNORED = /Cross-Origin-Opener-Policy header has been ignored/;

/** What it logs because there is no service worker and no storage: that is what the page there is about. */
export const NO_STORAGE = /service ?worker|insecure|secure context/i;

export const plainOrigin = (town) => `http://${HOST}:${town.server.port}`;

/** A device that knows the town's server by this origin. */
export async function deviceAt(town, name, origin, options = {}) {
  const server = Object.create(town.server, { origin: { value: origin } });
  const device = await Device.open(server, name, { flags: FLAGS, ...options });
  town.devices.push(device);
  return device;
}

/** A HOME whose certificate store trusts this authority. */
export async function homeThatTrusts(pem) {
  const run = promisify(execFile);
  const home = await mkdtemp(join(tmpdir(), "nfv-home-"));
  const store = join(home, ".pki/nssdb");
  await mkdir(store, { recursive: true });
  await writeFile(join(home, "authority.pem"), pem);
  await run("certutil", ["-N", "-d", `sql:${store}`, "--empty-password"]);
  await run("certutil", ["-A", "-d", `sql:${store}`, "-n", "nfv", "-t", "C,,", "-i", join(home, "authority.pem")]);
  return home;
}
