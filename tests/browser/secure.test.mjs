// Secure origins: the app over the server's own authority, under a host name, and what plain HTTP says instead.
//
// The authority is trusted as an administrator's phone trusts it: it is put into the certificate store that Chromium reads
// (NSS, below a HOME of its own); nothing is ignored.
import assert from "node:assert/strict";
import { readFile, rm } from "node:fs/promises";
import { usableByAll } from "./axe.mjs";
import { inTown } from "./harness.mjs";
import { allReceived, doorsIn, enrol, recordVisit } from "./people.mjs";
import { deviceAt, homeThatTrusts, HEADER_IGNORED, NO_STORAGE, OWN, plainOrigin, SECURE } from "./secure.mjs";

inTown("under its own authority", { env: OWN }, async (town, step) => {
  const said = await town.server.command(["certificate"]);
  const fingerprint = /fingerprint\s+(\S+)/.exec(said)[1];

  await step("plain HTTP leads to the page that leads a phone through trusting it", async () => {
    const phone = await deviceAt(town, "stranger", plainOrigin(town));
    phone.expects(HEADER_IGNORED);
    for (const language of ["zh", "en"]) {
      await phone.goto("/doors");
      assert.equal(new URL(phone.page.url()).pathname, "/trust");
      await phone.goto(`/trust?lang=${language}`);
      assert.equal(await phone.id("trust-fingerprint").innerText(), fingerprint);
      assert.equal(await phone.id("trust-open").getAttribute("href"), `${SECURE}/`);
      assert.equal(await phone.id("trust-address").textContent(), `${plainOrigin(town)}/trust`);
      await usableByAll(phone.page);
    }
    const download = phone.page.waitForEvent("download");
    await phone.id("trust-certificate").click();
    const file = await readFile(await (await download).path());
    const pem = await town.server.command(["certificate", "--pem"]);
    assert.equal(file.toString("base64"), pem.replaceAll(/-----[^-]+-----|\s/g, ""));
  });

  await step("a browser that does not trust it goes no further", async () => {
    const phone = await deviceAt(town, "distrusting", SECURE);
    await assert.rejects(phone.goto("/"), /ERR_CERT_AUTHORITY_INVALID/);
  });

  const home = await homeThatTrusts(await town.server.command(["certificate", "--pem"]));
  try {
    await step("a browser that trusts it enrols, keeps work and sends it", async () => {
      const phone = await deviceAt(town, "trusting", SECURE, { env: { HOME: home } });
      await enrol(phone, town.server.demo("worker").link);
      assert.equal(await phone.page.evaluate(() => globalThis.isSecureContext && location.protocol), "https:");
      const [door] = await doorsIn(phone, "unreached", 1);
      await recordVisit(phone, door, "met");
      const { saved } = await allReceived(phone);
      assert.ok(saved >= 1);
    });
  } finally {
    await Promise.all(town.devices.splice(0).map((device) => device.close()));
    await rm(home, { recursive: true, force: true });
  }
});

inTown("over plain HTTP from another machine", {}, async (town, step) => {
  await step("the app says why it cannot keep work here, and what to do", async () => {
    const phone = await deviceAt(town, "insecure", plainOrigin(town), { language: "en-GB" });
    phone.expects(HEADER_IGNORED, NO_STORAGE);
    await phone.goto("/");
    await phone.id("storage-problem").waitFor();
    assert.equal(await phone.id("storage-problem").getAttribute("data-code"), "insecure_origin");
    await phone.id("storage-trust").click();
    await phone.id("trust-command").waitFor();
    assert.match(await phone.id("trust-command").innerText(), /--https own/);
  });
});
