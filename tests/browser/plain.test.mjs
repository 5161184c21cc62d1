// A database of a version that did not encrypt: moved over once, whole, and nothing readable stays.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { inTown } from "./harness.mjs";
import { addToPool, clearFiles, rawFiles } from "./opfs.mjs";

const GOLDEN = new URL("../../src/store/tests/golden/device_v1.sql", import.meta.url).pathname;
const MAKE = "import sqlite3, sys; sqlite3.connect(sys.argv[2]).executescript(open(sys.argv[1]).read())";

inTown("a plain database of an older version", {}, async (town, step) => {
  const phone = await town.device("old");
  // The account in that file is nobody's here.
  phone.expectsFailedRequests();
  const file = join(town.server.folder, "golden.sqlite");
  execFileSync("python3", ["-c", MAKE, GOLDEN, file]);
  const plain = await readFile(file);
  const header = Buffer.from("SQLite format 3");

  await step("it is moved, also where an earlier move was broken off", async () => {
    await phone.goto("/");
    await phone.id("sign-in").waitFor();
    // The pool without its database: what the older version had.
    await phone.page.goto(new URL("/healthz", phone.server.origin).href).catch(() => {});
    await clearFiles(phone, [".nfv", ".nfv-key"]);
    await emptySlots(phone);
    await addToPool(phone, { "nfv.db": plain, "nfv-sealed.db": randomBytes(16_384) });
    assert.ok((await rawFiles(phone, ".nfv")).some((file) => file.includes(header)), "it is there and plain");
    await phone.goto("/doors");
    await phone.id("door-row").first().waitFor();
    assert.equal(await phone.id("door-row").count(), 2);
  });

  await step("nothing readable stays, and it opens again", async () => {
    const files = await rawFiles(phone, ".nfv");
    assert.ok(files.reduce((sum, file) => sum + file.length, 0) > 100_000);
    for (const file of files) for (const text of [header, Buffer.from("nfv.db\0"), Buffer.from("township")]) assert.equal(file.includes(text), false, String(text));
    await phone.goto("/doors");
    await phone.id("door-row").first().waitFor();
    assert.equal(await phone.id("door-row").count(), 2);
  });
});

/** Slots that belong to no file. */
async function emptySlots(device) {
  await device.page.evaluate(async () => {
    const pool = await (await navigator.storage.getDirectory()).getDirectoryHandle(".nfv");
    for await (const folder of pool.values()) {
      if (folder.kind !== "directory") continue;
      for await (const name of folder.keys()) await folder.removeEntry(name);
    }
  });
}
