// The pledge is heard: a recording that the county has given plays with no network, can be paused, falls silent with the
// step, and gives way to the device's voice (or to the worker's) when it cannot be played. One taken away is gone.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { usableByAll } from "./axe.mjs";
import { inTown, PHONE } from "./harness.mjs";
import { hold, release, untilHeld, withHolds } from "./holds.mjs";
import { doorsIn, enrol, openDoor, until } from "./people.mjs";

const RATE = 8_000;

/** A tone of some seconds: 8 bits, one channel. */
function tone(seconds) {
  const samples = RATE * seconds;
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + samples, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write("data", 36);
  head.writeUInt32LE(samples, 40);
  const wave = Buffer.from(Array.from({ length: samples }, (_, at) => 128 + Math.round(40 * Math.sin((at * 2 * Math.PI * 440) / RATE))));
  return Buffer.concat([head, wave]);
}

/** Every sound that the page makes, so that a test can look at it. */
const watchSounds = (context) =>
  context.addInitScript(() => {
    window.sounds = new Set();
    const play = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = function () {
      window.sounds.add(this);
      return play.call(this);
    };
  });

const folder = await mkdtemp(join(tmpdir(), "nfv-recordings-"));
// Several pieces of 128 KiB.
const long = tone(40);
await writeFile(join(folder, "pledge-2026-1.闽南话.wav"), long);
await writeFile(join(folder, "pledge-2026-1.坏的.ogg"), "OggS and nothing that could be heard");
await writeFile(join(folder, "pledge-2026-1-en.English.wav"), tone(1));
await writeFile(join(folder, "note to self.txt"), "left out, and nothing else stops");

after(() => rm(folder, { recursive: true, force: true }));

inTown("recordings for reading the pledge aloud", { env: { RECORDINGS: folder, LOG: "error" } }, async (town, step) => {
  const phone = await town.device("worker", {
    size: PHONE,
    prepare: async (context) => {
      await watchSounds(context);
      await withHolds(context);
    },
  });
  const sounds = () =>
    phone.page.evaluate(() => [...window.sounds].map((sound) => ({ at: sound.currentTime, paused: sound.paused, of: sound.duration })));
  const recordings = () => phone.id("pledge-recording").allInnerTexts();
  const openKiosk = async (door) => {
    await openDoor(phone, door);
    await phone.id("pledge-start").click();
    await phone.page.locator('.read-aloud[aria-busy="false"]').waitFor();
  };
  const leaveKiosk = async () => {
    await phone.id("pledge-leave").click();
    await phone.id("door-state").waitFor();
  };

  await step("what the county has given comes with the villages", async () => {
    const whole = new Set();
    // It ends with 1, for one is left out.
    const listed = (await town.server.command(["recordings"]).catch((error) => error.message)).split("\n");
    assert.equal(listed.filter((line) => line.includes("given out  ")).length, 3, listed.join("\n"));
    assert.ok(listed.some((line) => line.includes("note to self.txt: ")), listed.join("\n"));
    phone.context.on("response", (response) => {
      const piece = new URL(response.url()).pathname.match(/^\/v1\/recordings\/(\w{64})\/(\d+)$/);
      if (piece) whole.add(`${piece[1]}/${piece[2]}`);
    });
    await enrol(phone, town.server.demo("worker").link);
    // 320,044 bytes are three pieces; the others are one each.
    await until("pieces", () => [...whole], (all) => all.length === 5);
  });

  const [door] = await doorsIn(phone, "unreached", 1);

  await step("with no network it plays, is paused, goes on, and falls silent with the step", async () => {
    await phone.offline(true);
    await openKiosk(door);
    assert.deepEqual(await recordings(), ["听录音 · 坏的", "听录音 · 闽南话"]);
    assert.equal(await phone.id("pledge-read-aloud").count(), 0, "a recording comes before the voice");
    await phone.id("pledge-recording").filter({ hasText: "闽南话" }).click();
    const [begun] = await until("sound", sounds, ([sound]) => sound?.at > 0.3);
    assert.equal(begun.of, 40);
    await until("progress", () => phone.id("recording-progress").getAttribute("value"), (value) => Number(value) > 0.3);
    await phone.id("pledge-pause").click();
    await usableByAll(phone.page);
    assert.equal((await sounds())[0].paused, true);
    const { at } = (await sounds())[0];
    await phone.id("pledge-pause").click();
    await until("goes on", sounds, ([sound]) => !sound.paused && sound.at > at + 0.2);
    await phone.id("pledge-to-sign").click();
    await phone.id("pledge-signer").waitFor();
    assert.deepEqual((await sounds()).map((sound) => sound.paused), [true]);
  });

  await step("one that cannot be played says so, and the worker reads where there is no voice", async () => {
    await phone.page.getByRole("button", { name: "再看一遍" }).click();
    await phone.id("pledge-recording").filter({ hasText: "坏的" }).click();
    await phone.id("recording-broken").waitFor();
    await phone.id("pledge-no-voice").waitFor();
    await usableByAll(phone.page);
    assert.equal(await phone.id("pledge-read-aloud").isVisible(), true, "from now on the voice is offered too");
    await phone.id("pledge-recording").filter({ hasText: "闽南话" }).click();
    await phone.id("recording-progress").waitFor();
    assert.equal(await phone.id("recording-broken").count(), 0);
    await leaveKiosk();
  });

  await step("it is here after a new start of the browser, still with no network", async () => {
    await phone.context.close();
    await phone.start();
    await phone.offline(true);
    await phone.goto("/");
    await openKiosk(door);
    assert.equal((await recordings()).length, 2);
    await leaveKiosk();
  });

  await step("the first can be heard while another is still read from the device", async () => {
    await openDoor(phone, door);
    await hold(phone, createHash("sha256").update(long).digest("hex"));
    await phone.id("pledge-start").click();
    await untilHeld(phone);
    await phone.id("pledge-recording").filter({ hasText: "坏的" }).waitFor();
    await release(phone);
    await phone.id("pledge-recording").filter({ hasText: "闽南话" }).waitFor();
    await leaveKiosk();
  });

  await step("a text in another language has its own recordings", async () => {
    await phone.id("tab-me").click();
    await phone.id("language-en").click();
    await openKiosk(door);
    assert.deepEqual(await recordings(), ["Recording · English"]);
    await leaveKiosk();
  });
});
