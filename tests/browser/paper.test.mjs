// A pledge that was signed on paper is entered with no network, with a picture of the sheet; it arrives with its picture,
// counts, says what it is, and its evidence names exactly that picture.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { usableByAll } from "./axe.mjs";
import { DESK, inTown, PHONE } from "./harness.mjs";
import { untilAnswered, withHolds } from "./holds.mjs";
import { allReceived, doorsIn, enrol, openDoor, until } from "./people.mjs";

inTown("a pledge on paper", {}, async (town, step) => {
  const phone = await town.device("worker", { size: PHONE, prepare: withHolds });
  await enrol(phone, town.server.demo("worker").link);
  const [door] = await doorsIn(phone, "unreached", 1);
  const today = await phone.page.evaluate(() => new Date().toLocaleDateString("sv"));
  const yesterday = await phone.page.evaluate(() => new Date(Date.now() - 86_400_000).toLocaleDateString("sv"));
  const tomorrow = await phone.page.evaluate(() => new Date(Date.now() + 86_400_000).toLocaleDateString("sv"));
  const refused = (code) => phone.page.locator(`[data-testid="failure"][data-code="invalid-${code}"]`).waitFor();
  const give = async (name, mimeType, buffer) => {
    await phone.id("photo-album").setInputFiles({ name, mimeType, buffer });
    await phone.page.locator('[data-testid="paper-photos"][aria-busy="false"]').waitFor();
  };

  const oneSheet = () => until("thumbnail", () => phone.page.locator('[data-testid="form-photo"] img').count(), (count) => count === 1);

  await step("entered with no network; what cannot be is said in words, and nothing typed is lost", async () => {
    await phone.offline(true);
    await openDoor(phone, door);
    await phone.id("pledge-paper").click();
    assert.equal(await phone.id("paper-save").isEnabled(), false, "a name and a day are needed");
    await phone.id("paper-signer").fill("林阿公");
    await phone.id("paper-day").fill(tomorrow);
    await give("a letter.jpg", "image/jpeg", Buffer.from("a letter"));
    await refused("not_a_picture");
    const sheet = await painted(phone);
    await give("sheet.jpg", "image/jpeg", sheet);
    await give("again.jpg", "image/jpeg", sheet);
    await oneSheet();
    await usableByAll(phone.page);
  });

  await step("the browser dies: name and sheet wait on Today, and a photo that no record names yet is still there", async () => {
    await untilAnswered(phone, "KeepDraft", "林阿公", "hash");
    await phone.kill();
    await phone.start();
    await phone.offline(true);
    await phone.goto("/");
    await phone.id("draft-banner").filter({ hasText: "纸质承诺书" }).click();
    await phone.id("draft-restored").waitFor();
    assert.equal(await phone.id("paper-signer").inputValue(), "林阿公");
    assert.equal(await phone.id("paper-day").inputValue(), tomorrow);
    await oneSheet();
  });

  await step("a day to come is refused in words, with everything kept; saved, no draft waits", async () => {
    await phone.id("paper-save").click();
    await refused("paper_in_future");
    assert.equal(await phone.id("paper-signer").inputValue(), "林阿公");
    await phone.id("paper-day").fill(yesterday);
    await phone.id("paper-save").click();
    await phone.id("saved-toast").waitFor();
    assert.equal(await phone.id("history-photo").count(), 1);
    await phone.id("pledge-paper").click();
    await phone.id("paper-signer").waitFor();
    assert.equal(await phone.id("draft-restored").count(), 0);
    await phone.page.goBack();
  });

  let hash;
  await step("the certificate says that it is one on paper, and shows the sheet with no network", async () => {
    await phone.id("certificate-open").first().click();
    const paper = await phone.id("certificate").innerText();
    assert.match(paper, new RegExp(`纸质签署于 ${yesterday}`));
    assert.ok(!paper.includes(`纸质签署于 ${today}`));
    await until("the sheet", () => phone.page.locator('[data-testid="certificate-photo"] img').count(), (count) => count === 1);
    assert.equal(await phone.page.locator(".paper-signature svg").count(), 0, "nobody drew anything");
    await usableByAll(phone.page);
    await phone.id("certificate-photo").click();
    const source = await phone.id("photo-whole").getAttribute("src");
    const bytes = Buffer.from(source.split(",")[1], "base64");
    hash = createHash("sha256").update(bytes).digest("hex");
    await writeFile(join(town.server.folder, "sheet.jpg"), bytes);
  });

  await step("received, its picture is at the server and at the reviewer's desk, byte for byte", async () => {
    await phone.offline(false);
    await phone.goto("/");
    await allReceived(phone);
    const events = (await town.server.command(["export", "events"])).trim().split("\n").map((line) => JSON.parse(line));
    const signed = events.filter((event) => event.header.kind === "pledge.signed" && event.header.entity === door.id);
    assert.equal(signed.length, 1);
    const body = typeof signed[0].body === "string" ? JSON.parse(signed[0].body) : signed[0].body;
    assert.deepEqual([body.manner.paper, body.strokes, body.photos.map((photo) => photo.hash)], [yesterday, [], [hash]]);
    const desk = await town.device("reviewer", { size: DESK });
    await enrol(desk, town.server.demo("reviewer").link);
    await desk.goto(`/doors/${door.id}/photos/${hash}`);
    const shown = await until("the sheet at the desk", async () => {
      if ((await desk.id("photo-whole").count()) === 0) await desk.goto(`/doors/${door.id}/photos/${hash}`);
      return desk.id("photo-whole").getAttribute("src", { timeout: 3_000 }).catch(() => null);
    }, Boolean);
    assert.equal(createHash("sha256").update(Buffer.from(shown.split(",")[1], "base64")).digest("hex"), hash);
  });

  await step("counted as pledged; the exported file and the picture fit, another picture does not", async () => {
    await openDoor(phone, door);
    await phone.page.locator(".badge.signed").first().waitFor();
    await phone.id("certificate-open").first().click();
    await phone.id("certificate-countersigned").waitFor();
    const [file] = await Promise.all([phone.page.waitForEvent("download"), phone.id("certificate-export").click()]);
    const exported = join(town.server.folder, "pledge.json");
    await writeFile(exported, await readFile(await file.path()));
    const said = await town.server.command(["verify", exported, "--photo", join(town.server.folder, "sheet.jpg")]);
    assert.match(said, new RegExp(`photo +${hash}, \\d+ bytes \\(as given\\)`));
    assert.match(said, new RegExp(`on paper, ${yesterday}`));
    const other = join(town.server.folder, "other.jpg");
    await writeFile(other, "another sheet");
    await assert.rejects(town.server.command(["verify", exported, "--photo", other]), /ended with 1/);
  });
});

/** A sheet with a line on it, as a JPEG of the browser's own. */
async function painted(device) {
  const bytes = await device.page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 900, height: 1300 });
    const context = canvas.getContext("2d");
    context.fillStyle = "#fefefe";
    context.fillRect(0, 0, 900, 1300);
    context.fillStyle = "#234";
    context.fillRect(100, 1100, 400, 6);
    return canvas.toDataURL("image/jpeg", 0.9).split(",")[1];
  });
  return Buffer.from(bytes, "base64");
}
