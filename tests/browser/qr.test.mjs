// The QR beside a pledge's code: where strangers' phones trust the server's certificate it leads to /verify of this very
// code; under an authority of the server's own there is none, for a stranger would meet a warning.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { promisify } from "node:util";
import jsQR from "jsqr";
import { inTown } from "./harness.mjs";
import { allReceived, doorsIn, drawSignature, enrol, openDoor } from "./people.mjs";
import { deviceAt, homeThatTrusts, HOST, OWN, SECURE } from "./secure.mjs";

const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), "nfv-certificate-"));
after(() => rm(folder, { recursive: true, force: true }));

/** A certificate for the host as an authority signs it that everybody's phone knows. */
async function certificate() {
  const [root, rootKey, leaf, key, request, names] = ["root.pem", "root.key", "leaf.pem", "leaf.key", "leaf.csr", "names"].map((name) => join(folder, name));
  const ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  await run("openssl", ["req", "-x509", ...ec, "-keyout", rootKey, "-out", root, "-days", "30", "-subj", "/CN=An authority"]);
  await run("openssl", ["req", ...ec, "-keyout", key, "-out", request, "-subj", `/CN=${HOST}`]);
  await writeFile(names, `subjectAltName=DNS:${HOST}\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n`);
  await run("openssl", ["x509", "-req", "-in", request, "-CA", root, "-CAkey", rootKey, "-CAcreateserial", "-out", leaf, "-days", "30", "-extfile", names]);
  return { root: await readFile(root, "utf8"), env: { HTTPS_CERTIFICATE: leaf, HTTPS_KEY: key } };
}

/** Signs with no network and stays at the code. */
async function sign(phone) {
  const [door] = await doorsIn(phone, "unreached", 1);
  await phone.offline(true);
  await openDoor(phone, door);
  await phone.id("pledge-start").click();
  await phone.id("pledge-to-sign").click();
  await phone.id("pledge-signer").fill("林阿公");
  await drawSignature(phone);
  await phone.id("pledge-to-confirm").click();
  await phone.id("pledge-confirm").click();
  return { door, code: await phone.id("pledge-code").innerText() };
}

/** What a stranger's phone reads from the code on the screen; null where it finds none. */
async function readQr(device, testid) {
  const picture = await device.id(testid).screenshot();
  const { data, width, height } = await device.page.evaluate(async (source) => {
    const image = Object.assign(new Image(), { src: source });
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
    const pen = canvas.getContext("2d");
    pen.drawImage(image, 0, 0);
    const { data } = pen.getImageData(0, 0, image.width, image.height);
    return { data: [...data], width: image.width, height: image.height };
  }, `data:image/png;base64,${picture.toString("base64")}`);
  return jsQR(Uint8ClampedArray.from(data), width, height)?.data ?? null;
}

/** Runs `work` with the first device of a town whose certificate its browser trusts. */
async function withPhone(town, root, work) {
  const home = await homeThatTrusts(root);
  try {
    const phone = await deviceAt(town, "worker", SECURE, { env: { HOME: home } });
    await enrol(phone, town.server.demo("worker").link);
    await work(phone);
  } finally {
    await Promise.all(town.devices.splice(0).map((device) => device.close()));
    await rm(home, { recursive: true, force: true });
  }
}

const trusted = await certificate();

inTown("under a certificate that phones trust", { env: { ...OWN, HTTPS: "files", ...trusted.env } }, async (town, step) => {
  await withPhone(town, trusted.root, async (phone) => {
    let signed;

    await step("with no network the code stands with its QR", async () => {
      signed = await sign(phone);
      assert.equal(await readQr(phone, "pledge-qr"), `${SECURE}/verify?code=${signed.code}`);
      await phone.id("pledge-finish").click();
    });

    await step("the address in it is that of this server and this code; a stranger who opens it is answered", async () => {
      await phone.id("door-state").waitFor();
      await phone.id("certificate-open").first().click();
      await phone.id("certificate-qr").waitFor();
      const link = `${SECURE}/verify?code=${signed.code}`;
      assert.equal(await readQr(phone, "certificate-qr"), link);
      assert.ok((await phone.id("certificate").innerText()).includes(link), "the address is printed beside it");
      await phone.offline(false);
      await phone.goto("/");
      await allReceived(phone);
      const stranger = await phone.context.newPage();
      await stranger.goto(link);
      await stranger.getByTestId("verify-genuine").waitFor();
      await stranger.close();
    });
  });
});

inTown("under an authority of the server's own", { env: OWN }, async (town, step) => {
  const root = await town.server.command(["certificate", "--pem"]);
  await withPhone(town, root, async (phone) => {
    await step("there is a code and no QR", async () => {
      await sign(phone);
      assert.equal(await phone.id("pledge-qr").count(), 0);
    });
  });
});
