// The service worker: after the first visit the app starts with no network.
//
// It keeps exactly the files of one version, each checked against its hash, answers every navigation with the page, and
// never touches the server's own routes. A new version waits until the page posts { type: "activate" }.
const VERSION = "{{version}}";
const FILES = {{files}};
const PREFIX = "nfv-";
const CACHE = PREFIX + VERSION;
const SERVER = ["/v1/", "/trust", "/verify", "/healthz", "/readyz", "/metrics", "/openapi.json"];
const URLS = new Set(FILES.map(([url]) => url));

async function store([url, integrity]) {
  const cache = await caches.open(CACHE);
  // Hashed paths never change: what the version before (or a broken-off install) fetched is not fetched again.
  const hashed = /-[0-9a-f]{16}[./]/.test(url);
  const kept = hashed ? await caches.match(url) : undefined;
  const response = kept ?? (await fetch(url, { integrity, cache: hashed ? "default" : "reload" }));
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  await cache.put(url, response);
}

async function removeOthers() {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
  }
}

async function kept(url, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(url, { ignoreVary: true })) ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(Promise.all(FILES.map(store))));

self.addEventListener("activate", (event) => event.waitUntil(removeOthers().then(() => self.clients.claim())));

self.addEventListener("message", (event) => {
  if (event.data?.type === "activate") event.waitUntil(self.skipWaiting());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (SERVER.some((route) => url.pathname.startsWith(route))) return;
  if (URLS.has(url.pathname)) event.respondWith(kept(url.pathname, request));
  else if (request.mode === "navigate") event.respondWith(kept("/", request));
});
