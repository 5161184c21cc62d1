// Starts the app and looks after its updates.
//
// A new version is offered, never forced: when one waits, `nfvUpdateReady` is true and the window gets the event
// "nfv-update-ready"; nothing changes until the app calls `nfvApplyUpdate()`, which reloads the page.

/** The worker and what it has said, until the app takes both over: so the database opens while the page is made. */
let first = null;

/** Starts it; resolves to the app as the worker has compiled it, or to null where it could not. */
function startWorker() {
  return new Promise((resolve) => {
    const worker = new Worker(document.documentElement.dataset.worker, { type: "module", name: "first" });
    const said = [];
    first = [worker, said];
    worker.onmessage = ({ data }) => (typeof data === "string" ? said.push(data) : resolve(data));
    worker.onerror = () => {
      // The app starts another one, and says so when that dies too.
      first = null;
      resolve(null);
    };
  });
}

/** Once. */
globalThis.nfvFirstWorker = () => {
  const taken = first;
  first = null;
  return taken ?? undefined;
};

globalThis.nfvUpdateReady = false;

let waiting = null;

function offer(worker) {
  // Without a controller this is the first visit: there is no older version to replace.
  if (!worker || !navigator.serviceWorker.controller) return;
  waiting = worker;
  globalThis.nfvUpdateReady = true;
  globalThis.dispatchEvent(new CustomEvent("nfv-update-ready"));
}

globalThis.nfvApplyUpdate = () => {
  if (!waiting) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting.postMessage({ type: "activate" });
};

async function register() {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => worker.state === "installed" && offer(worker));
  });
  // An installed app may stay open for days: it looks for a new version whenever it comes to the front.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") registration.update().catch(() => {});
  });
}

async function start() {
  // Without scripts nothing opens, so the page alone does not say that something does.
  document.getElementById("boot").hidden = false;
  const compiled = startWorker();
  const { default: init } = await import("./nfv.js");
  // Without a module the page fetches and compiles the app itself, and fails where it cannot.
  await init({ module_or_path: (await compiled) ?? undefined });
}

start().catch((error) => {
  console.error(error);
  document.getElementById("boot-failed").hidden = false;
});
register().catch((error) => console.warn("no service worker:", error));
