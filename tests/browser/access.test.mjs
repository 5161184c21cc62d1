// Every screen in both languages, on a phone and at a desk, examined by axe-core, and at 200 %; and the headers that keep others out.
import assert from "node:assert/strict";
import { usableByAll } from "./axe.mjs";
import { DESK, inTown, PHONE } from "./harness.mjs";
import { enrol, recordVisit, signIn, until } from "./people.mjs";
import { withinReachMagnified } from "./magnified.mjs";
import { writeRoster } from "./roster.mjs";
import { DESK_SCREENS, doorsFor, FIELD, FRESH, LOCK, prefer } from "./screens.mjs";
import { villages } from "./desk.mjs";

inTown("everybody can use it", {}, async (town, step) => {
  const { server } = town;
  const subject = { link: server.demo("worker").link, roster: await writeRoster(server.folder) };
  const fresh = await town.device("fresh");
  await examineAll(step, fresh, FRESH, PHONE, subject);
  await enrol(fresh, subject.link);
  Object.assign(subject, await doorsFor(fresh));
  await recordVisit(fresh, subject.visited, "met");
  await examineAll(step, fresh, FIELD, PHONE, subject);
  await examineAll(step, fresh, LOCK, PHONE, subject);
  const desk = await town.device("reviewer", { size: DESK });
  const { name, password } = server.demo("reviewer");
  await signIn(desk, name, password);
  subject.village = (await villages(desk))[0].id;
  await examineAll(step, desk, DESK_SCREENS, DESK, subject);
});

async function examineAll(step, device, screens, size, subject) {
  for (const language of ["en", "zh-CN"]) {
    await prefer(device, language);
    for (const screen of screens) {
      await step(`${screen.name} in ${language}`, async () => {
        await device.page.setViewportSize(size);
        await screen.open(device, subject);
        assert.equal(await device.page.evaluate(() => document.documentElement.lang), language);
        await usableByAll(device.page);
        await withinReachMagnified(device.page, size);
      });
    }
  }
}

inTown("before the app is there", {}, async (town, step) => {
  await step("a slow line shows what is going on, and nothing of it stays", async () => {
    const phone = await town.device("slow");
    let arrive;
    const arrived = new Promise((resolve) => (arrive = resolve));
    await phone.context.route(/nfv_bg.*\.wasm/, (route) => arrived.then(() => route.continue()));
    await phone.page.goto(phone.server.origin, { waitUntil: "domcontentloaded" });
    const boot = phone.page.locator("#boot");
    // It comes after a second, so that a quick start shows nothing of it.
    await until("what is said meanwhile", () => boot.innerText(), (text) => /正在打开.*请稍等/.test(text));
    await usableByAll(phone.page);
    arrive();
    await phone.id("sign-in").waitFor();
    await boot.waitFor({ state: "hidden" });
  });
});

inTown("nothing from elsewhere", {}, async (town, step) => {
  const { server } = town;
  await step("every file of the app comes with a strict policy", async () => {
    const list = /const FILES = (.*);/.exec(await (await server.get("/sw.js")).text())[1];
    for (const url of ["/", "/sw.js", "/join/anything", ...JSON.parse(list).map(([url]) => url)]) {
      const reply = await server.get(url);
      assert.equal(reply.status, 200, url);
      const policy = reply.headers.get("content-security-policy") ?? "";
      assert.match(policy, /default-src 'self'/, url);
      assert.match(policy, /frame-ancestors 'none'/, url);
      assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|https?:|\*/, url);
    }
  });
});
