// Lighthouse's accessibility and best practices, at least 95 of 100 on the pages that a worker and a resident see most.
//
// What axe finds stands in access.test.mjs; Lighthouse adds what a browser itself complains of: errors, insecure or
// deprecated things, images and texts that do not fit a phone.
import assert from "node:assert/strict";
import { createServer } from "node:net";
import lighthouse from "lighthouse";
import { inTown } from "./harness.mjs";
import { enrol } from "./people.mjs";
import { doorsFor } from "./screens.mjs";

const LEAST = 95;
const CATEGORIES = ["accessibility", "best-practices"];

inTown("lighthouse", {}, async (town, step) => {
  const port = await freePort();
  const device = await town.device("worker", { flags: [`--remote-debugging-port=${port}`] });
  await step("welcome", () => examine(device, port, "/welcome"));
  await enrol(device, town.server.demo("worker").link);
  const { door } = await doorsFor(device);
  const pages = { today: "/", "a door": `/doors/${door.id}`, "a visit": `/doors/${door.id}/visit?outcome=met`, "the kiosk": `/doors/${door.id}/pledge` };
  for (const [name, path] of Object.entries(pages)) await step(name, () => examine(device, port, path));
});

async function examine(device, port, path) {
  // Lighthouse opens a page of its own, and one page at a time holds the database.
  await device.page.goto("about:blank");
  const { lhr } = await lighthouse(new URL(path, device.server.origin).href, {
    port,
    logLevel: "error",
    onlyCategories: CATEGORIES,
    // Who is enrolled stays enrolled.
    disableStorageReset: true,
    throttlingMethod: "provided",
  });
  assert.equal(lhr.runtimeError, undefined, lhr.runtimeError?.message);
  assert.equal(new URL(lhr.finalDisplayedUrl).pathname, new URL(path, device.server.origin).pathname, "the page that was meant");
  for (const name of CATEGORIES) {
    const { score, auditRefs } = lhr.categories[name];
    const found = auditRefs.map(({ id, weight }) => ({ weight, ...lhr.audits[id] })).filter((audit) => audit.weight > 0 && audit.score === 0);
    const why = found.map(({ id, title, details }) => `${id}: ${title} ${JSON.stringify(details?.items?.slice(0, 3) ?? [])}`);
    assert.ok(Math.round(score * 100) >= LEAST, `${name} ${Math.round(score * 100)} at ${path}:\n${why.join("\n")}`);
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject).listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
