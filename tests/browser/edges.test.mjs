// What happens when something is not as it should be: each time the app says so, and nothing is lost.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { invite } from "./desk.mjs";
import { DESK, inTown, PHONE } from "./harness.mjs";
import { untilAnswered, untilChangedBy, withHolds } from "./holds.mjs";
import { allReceived, doorsIn, enrol, openDoor, openInvitation, recordVisit, saveVisit, search, signIn, syncFigures, until } from "./people.mjs";
import { compose } from "./typing.mjs";
import { publishNewVersion } from "./version.mjs";

inTown("invitations, tabs and devices", {}, async (town, step) => {
  const { server } = town;
  const worker = server.demo("worker");
  const phone = await town.device("worker", { prepare: withHolds });
  const reviewer = await town.device("reviewer", { size: DESK });
  let doors;

  await step("a browser that cannot keep data is told so, and the invitation stays valid", async () => {
    const fragile = await town.device("fragile", { prepare: withoutStorage });
    fragile.expects(/no service worker/);
    await fragile.goto(new URL(worker.link, server.origin).pathname);
    const problem = fragile.id("storage-problem");
    await problem.waitFor();
    assert.equal(await problem.getAttribute("data-code"), "no_opfs");
    assert.equal(await fragile.id("join-confirm").count(), 0);
    await fragile.close();
    await enrol(phone, worker.link);
    doors = await doorsIn(phone, "unreached", 4);
  });

  await step("an invitation is used once", async () => {
    const late = await town.device("late");
    await late.goto(new URL(worker.link, server.origin).pathname);
    await late.page.getByRole("heading", { name: "用过" }).waitFor();
    assert.equal(await late.id("join-confirm").count(), 0);
    await late.close();
  });

  await step("of two tabs the second is told; it can take over and loses nothing", async () => {
    await openDoor(phone, doors[0]);
    await phone.id("record-visit").click();
    await phone.id("outcome-met").click();
    await phone.id("visit-note").fill("第一个标签页");
    await untilAnswered(phone, "KeepDraft", "第一个标签页");
    const first = phone.page;
    phone.page = await phone.context.newPage();
    await phone.goto("/");
    const problem = phone.id("storage-problem");
    await problem.waitFor();
    assert.equal(await problem.getAttribute("data-code"), "other_tab");
    await phone.id("storage-take-over").click();
    await phone.id("draft-banner").click();
    await phone.id("draft-restored").waitFor();
    assert.equal(await phone.id("visit-note").inputValue(), "第一个标签页");
    await first.getByTestId("storage-problem").waitFor();
    await saveVisit(phone);
    await first.close();
    await allReceived(phone);
  });

  await step("a new version is offered, and never comes in the middle of a visit", async () => {
    await openDoor(phone, doors[1]);
    await phone.id("record-visit").click();
    await phone.id("outcome-met").click();
    await phone.id("visit-note").fill("新版本来了");
    await phone.page.evaluate(() => (globalThis.sameDocument = true));
    await publishNewVersion(server);
    await phone.page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
    await phone.page.waitForFunction(() => globalThis.nfvUpdateReady);
    assert.equal(await phone.page.evaluate(() => globalThis.sameDocument), true);
    assert.equal(await phone.id("visit-note").inputValue(), "新版本来了");
    assert.equal(await phone.id("update-apply").count(), 0, "nothing leads away from a form");
    await saveVisit(phone);
    await phone.id("tab-today").click();
    assert.equal(await phone.page.evaluate(() => globalThis.sameDocument), true);
    await phone.id("update-apply").click();
    await phone.page.waitForFunction(() => document.documentElement.dataset.version === "new");
    await phone.id("tab-today").waitFor();
    await allReceived(phone);
  });

  await step("an input method is not disturbed by what arrives in the meantime", async () => {
    const { name, password } = server.demo("reviewer");
    await signIn(reviewer, name, password);
    const second = await town.device("second");
    await enrol(second, await invite(reviewer, worker.name));
    const news = (outcome) => () =>
      untilChangedBy(phone, async () => {
        await recordVisit(second, doors[2], outcome);
        await allReceived(second);
      });
    await search(phone, "");
    await compose(phone, "search-input", news("met"));
    assert.equal(await phone.id("search-input").inputValue(), "永宁");
    await openDoor(phone, doors[3]);
    await phone.id("record-visit").click();
    await phone.id("outcome-met").click();
    await compose(phone, "visit-note", news("declined"));
    assert.equal(await phone.id("visit-note").inputValue(), "永宁");
    await saveVisit(phone);
    await second.close();
  });

  await step("a revoked device hands over what is unsent, is wiped, and says so", async () => {
    await allReceived(phone);
    await phone.offline(true);
    await recordVisit(phone, doors[3], "nobody-home");
    await reviewer.id("tab-people").click();
    const rows = reviewer.id("device-row").filter({ hasText: worker.name });
    await rows.first().waitFor();
    // By id: who was heard last stands first, and that changes.
    for (const id of await rows.evaluateAll((rows) => rows.map((row) => row.dataset.id))) {
      const row = reviewer.page.locator(`[data-testid="device-row"][data-id="${id}"]`);
      await row.getByTestId("device-revoke").click();
      await row.getByTestId("device-revoke-yes").click();
      await row.and(reviewer.page.locator('[data-revoked="true"]')).waitFor();
    }
    // Server unreachable for the file: told, kept, nothing deleted.
    await phone.context.route("**/v1/relay", (route) => route.abort());
    await phone.offline(false);
    await phone.id("banner-revoked").waitFor({ timeout: 60_000 });
    await phone.id("tab-me").click();
    assert.equal((await syncFigures(phone)).waiting, 1);
    await phone.id("records").click();
    const [download] = await Promise.all([phone.page.waitForEvent("download"), phone.id("export-unsent").click()]);
    assert.match(await readFile(await download.path(), "utf8"), /visit\.recorded/);
    await phone.context.unroute("**/v1/relay");
    await phone.id("tab-me").click();
    await phone.id("sync-now").click();
    await phone.page.locator('[data-testid="gone"][data-why="ended"]').waitFor({ timeout: 60_000 });
    assert.match(await phone.id("gone").innerText(), /1 条/);
    await reviewer.id("tab-decide").click();
    await reviewer.page.getByText(worker.name).first().waitFor();
  });

  await step("a database that vanished is noticed, and said with what the server has", async () => {
    const third = await town.device("third");
    await enrol(third, await invite(reviewer, worker.name));
    await recordVisit(third, doors[2], "nobody-home");
    await allReceived(third);
    await openDoor(third, doors[2]);
    await third.id("pledge-start").click();
    await third.id("pledge-to-sign").waitFor();
    third.expects(/favicon/);
    await third.page.goto(new URL("/healthz", server.origin).href);
    await third.page.evaluate(async () => {
      const root = await navigator.storage.getDirectory();
      for await (const name of root.keys()) await root.removeEntry(name, { recursive: true });
    });
    await third.goto("/");
    await third.page.locator('[data-testid="gone"][data-why="vanished"]').waitFor();
    assert.match(await third.id("gone").innerText(), /1 条记录，服务器全部收到了/);
    // The kiosk that was open went with it: whoever comes next finds the day's work.
    await enrol(third, await invite(reviewer, worker.name));
    await third.id("tab-doors").waitFor();
    await third.close();
  });
});

inTown("invitations that came too late", { env: { INVITATION_HOURS: "0" } }, async (town, step) => {
  await step("the page says so and spends nothing", async () => {
    const phone = await town.device("worker");
    await phone.goto(new URL(town.server.demo("worker").link, town.server.origin).pathname);
    await phone.page.getByRole("heading", { name: "过期" }).waitFor();
    assert.equal(await phone.id("join-confirm").count(), 0);
  });
});

inTown("nothing has arrived yet", {}, async (town, step) => {
  await step("Today says that doors are still to come, and claims nothing about the round", async () => {
    const phone = await town.device("worker");
    phone.expectsFailedRequests();
    await openInvitation(phone, town.server.demo("worker").link);
    await phone.context.route(/\/v1\/(sync|snapshots)/, (route) => route.abort());
    await phone.id("join-confirm").click();
    await phone.id("join-go-on").click();
    await phone.id("pin-later").click();
    await phone.page.getByText("住户资料还没收到").waitFor();
    assert.equal(await phone.id("today-round").count(), 0);
    await phone.context.unroute(/\/v1\/(sync|snapshots)/);
    await allReceived(phone);
    await phone.id("tab-today").click();
    await phone.id("today-round").waitFor();
  });
});

/** A browser without OPFS, as fragile web views are. */
async function withoutStorage(context) {
  await context.route("**/worker.js", async (route) => {
    const response = await route.fetch();
    const refuse = `StorageManager.prototype.getDirectory = () => Promise.reject(new DOMException("", "SecurityError"));`;
    await route.fulfill({ response, body: `${refuse}\n${await response.text()}` });
  });
}
