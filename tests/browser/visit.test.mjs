// What a visit may hold beside, with no network: photos made small, a point on the map. A half-made visit keeps them when the
// browser dies; the record arrives at the server with its pictures.
import assert from "node:assert/strict";
import { inTown, PHONE } from "./harness.mjs";
import { untilAnswered, withHolds } from "./holds.mjs";
import { allReceived, doorsIn, enrol, openDoor, until } from "./people.mjs";

const HERE = { longitude: 118.7, latitude: 24.65, accuracy: 12 };
/** Where a camera writes its owner's place and the picture's turn: an orientation tag that says "turned right". */
const TURNED = Buffer.from("ffe1002245786966000049492a0008000000010012010300010000000600000000000000", "hex");

inTown("a visit with pictures and a place", {}, async (town, step) => {
  const phone = await town.device("worker", { size: PHONE, prepare: withHolds });
  await enrol(phone, town.server.demo("worker").link);
  const [door] = await doorsIn(phone, "unreached", 1);
  const photos = () => phone.id("form-photo").count();
  const free = () => phone.page.locator('[data-testid="visit-photos"][aria-busy="false"]').waitFor();
  const give = async (files, field = "photo-album") => {
    await phone.id(field).setInputFiles(files);
    await free();
  };
  const refused = (code) => phone.page.locator(`[data-testid="failure"][data-code="invalid-${code}"]`).waitFor();
  const sizes = (scope) =>
    phone.page.locator(`${scope} img`).evaluateAll((all) => Promise.all(all.map(async (img) => (await img.decode(), [img.naturalWidth, img.naturalHeight]))));

  await step("photos: one too large in pixels and turned by its camera, one small; what is none is refused in words", async () => {
    await phone.offline(true);
    await openDoor(phone, door);
    await phone.id("outcome-met").tap();
    assert.equal(await phone.id("photo-album").isVisible(), false, "folded until asked for");
    await phone.id("visit-more").tap();
    await give({ name: "letter.jpg", mimeType: "image/jpeg", buffer: Buffer.from("a letter") });
    await refused("not_a_picture");
    assert.equal(await photos(), 0);
    await give({ name: "turned.jpg", mimeType: "image/jpeg", buffer: await picture(phone, 2400, 1200, true) }, "photo-camera");
    await give({ name: "small.png", mimeType: "image/png", buffer: await picture(phone, 300, 200) });
    await until("thumbnails", () => phone.page.locator('[data-testid="form-photo"] img').count(), (count) => count === 2);
    assert.deepEqual(await sizes('[data-testid="form-photo"]'), [[800, 1600], [300, 200]]);
    assert.equal(await phone.id("failure").count(), 0);
  });

  await step("no more than four", async () => {
    const more = await Promise.all([31, 32, 33].map((side) => picture(phone, side, side)));
    await give(more.map((buffer, at) => ({ name: `${at}.png`, mimeType: "image/png", buffer })));
    await refused("too_many_photos");
    assert.equal(await photos(), 4);
    assert.equal(await phone.id("photo-album").count(), 0);
    for (let left = 4; left > 2; left -= 1) {
      await phone.id("photo-remove").last().tap();
      await until("photos", photos, (count) => count === left - 1);
    }
  });

  await step("a place that is refused is said, and the visit goes on", async () => {
    await phone.id("standpoint-ask").tap();
    await phone.id("standpoint-none").waitFor();
    assert.equal(await phone.id("standpoint-here").count(), 0);
  });

  await step("one point, shown with how far off it may be; taken out and recorded anew", async () => {
    await phone.context.grantPermissions(["geolocation"], { origin: phone.server.origin });
    await phone.context.setGeolocation(HERE);
    await phone.id("standpoint-ask").tap();
    assert.match(await phone.id("standpoint-here").innerText(), /12/);
    assert.equal(await phone.id("standpoint-none").count(), 0);
    await phone.id("standpoint-remove").tap();
    await phone.id("standpoint-ask").tap();
    await phone.id("standpoint-here").waitFor();
  });

  await step("the browser dies: the draft has it all", async () => {
    await phone.id("visit-note").fill("老人独居");
    await untilAnswered(phone, "KeepDraft", "老人独居");
    await phone.kill();
    await phone.start();
    await phone.offline(true);
    await phone.goto("/");
    await openDoor(phone, door);
    await phone.id("draft-banner").tap();
    await phone.id("draft-restored").waitFor();
    await until("thumbnails", () => phone.page.locator('[data-testid="form-photo"] img').count(), (count) => count === 2);
    assert.deepEqual(await sizes('[data-testid="form-photo"]'), [[800, 1600], [300, 200]]);
    await phone.id("standpoint-here").waitFor();
    assert.equal(await phone.id("visit-note").inputValue(), "老人独居");
  });

  await step("saved with no network; the door's history shows the pictures and opens one whole", async () => {
    await phone.id("save-visit").tap();
    await phone.id("door-state").waitFor();
    await until("thumbnails", () => phone.page.locator('[data-testid="history-photo"] img').count(), (count) => count === 2);
    await phone.id("history-photo").first().tap();
    await phone.id("photo-whole").waitFor();
    assert.deepEqual(await sizes("main"), [[800, 1600]]);
  });

  await step("record and pictures arrive; another device of the village sees both", async () => {
    await phone.offline(false);
    await phone.goto("/");
    await allReceived(phone);
    const other = await town.device("other", { size: PHONE });
    await enrol(other, town.server.demo("tablet").link);
    await openDoor(other, door);
    // The pictures follow the record: asked for again until the server has them.
    const shown = async () => {
      await openDoor(other, door);
      await other.page.locator('[data-testid="history-line"] .photo-thumb[aria-busy="true"]').first().waitFor({ state: "detached" });
      return other.page.locator('[data-testid="history-photo"] img').count();
    };
    await until("thumbnails from the server", shown, (count) => count === 2);
    await other.id("history-photo").first().tap();
    await other.id("photo-whole").waitFor();
    const side = await other.id("photo-whole").evaluate(async (img) => (await img.decode(), img.naturalHeight));
    assert.equal(side, 1600, "the whole picture came from the server");
  });
});

/** A picture that the page paints; `turned` by a camera that was held upright. */
async function picture(device, width, height, turned = false) {
  const painted = await device.page.evaluate(
    ([width, height, type]) => {
      const canvas = Object.assign(document.createElement("canvas"), { width, height });
      const context = canvas.getContext("2d");
      context.fillStyle = "#2a7";
      context.fillRect(0, 0, width, height);
      context.fillStyle = "#fc3";
      context.fillRect(0, 0, width / 3, height / 3);
      return canvas.toDataURL(type).split(",")[1];
    },
    [width, height, turned ? "image/jpeg" : "image/png"],
  );
  const bytes = Buffer.from(painted, "base64");
  return turned ? Buffer.concat([bytes.subarray(0, 2), TURNED, bytes.subarray(2)]) : bytes;
}
