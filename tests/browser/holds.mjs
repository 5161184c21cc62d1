// Between a page and its worker: seeing what was asked and answered, and holding a request back, so that a test can look at
// the screen, or end the browser, in the very middle of a save.

/** Install before the page loads: `prepare` of a device. */
export async function withHolds(context) {
  await context.addInitScript(() => {
    const post = Worker.prototype.postMessage;
    const held = [];
    const asked = new Map();
    const answered = [];
    const notices = [];
    const known = new WeakSet();
    let name = null;
    const listen = (worker) => {
      if (known.has(worker)) return;
      known.add(worker);
      worker.addEventListener("message", ({ data }) => {
        const { Answer: answer, Notice: notice } = JSON.parse(data);
        if (notice) notices.push(JSON.stringify(notice));
        if (answer && asked.has(answer.id)) answered.push(asked.get(answer.id));
      });
    };
    Worker.prototype.postMessage = function (...args) {
      const [text] = args;
      // The map has workers of its own, which speak otherwise.
      if (typeof text !== "string") return post.apply(this, args);
      listen(this);
      const id = JSON.parse(text).Ask?.id;
      if (id !== undefined) asked.set(id, text);
      if (name && text.includes(name)) held.push([this, args]);
      else post.apply(this, args);
    };
    globalThis.testHolds = {
      hold: (wanted) => (name = wanted),
      count: () => held.length,
      answered: (...parts) => answered.some((text) => parts.every((part) => text.includes(part))),
      notices: (part) => notices.filter((text) => text.includes(part)).length,
      release: () => {
        name = null;
        for (const [worker, args] of held.splice(0)) post.apply(worker, args);
      },
    };
  });
}

/** From now on requests of this name do not reach the worker. */
export const hold = (device, name) => device.page.evaluate((name) => globalThis.testHolds.hold(name), name);

/** Waits until the page has asked for what is held back. */
export const untilHeld = (device) => device.page.waitForFunction(() => globalThis.testHolds.count() > 0);

/** Lets them through. */
export const release = (device) => device.page.evaluate(() => globalThis.testHolds.release());

/** Waits until the worker has answered a request that contains all these texts. */
export const untilAnswered = (device, ...parts) =>
  device.page.waitForFunction((parts) => globalThis.testHolds.answered(...parts), parts);

/** Runs `work` and waits until the page has heard of changed data since it began. */
export async function untilChangedBy(device, work) {
  const before = await device.page.evaluate(() => globalThis.testHolds.notices("Changed"));
  await work();
  await device.page.waitForFunction((before) => globalThis.testHolds.notices("Changed") > before, before, { timeout: 60_000 });
}
