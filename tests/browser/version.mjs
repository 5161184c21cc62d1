// A new version of the app in the folder that a running server serves: the same app with a mark on its page.
import { createHash } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

export async function publishNewVersion(server) {
  const file = (name) => join(server.web, name);
  const page = (await readFile(file("index.html"), "utf8")).replace("<html ", '<html data-version="new" ');
  const integrity = `sha256-${createHash("sha256").update(page).digest("base64")}`;
  const worker = await readFile(file("sw.js"), "utf8");
  const list = /const FILES = (.*);/.exec(worker)[1];
  const files = JSON.parse(list).map(([url, known]) => [url, url === "/" ? integrity : known]);
  await writeFile(file("index.html"), page);
  await writeFile(file("sw.js"), worker.replace(list, JSON.stringify(files)).replace(/const VERSION = "[^"]*"/, 'const VERSION = "test-new"'));
  for (const packed of ["index.html.br", "sw.js.br"]) await rm(file(packed), { force: true });
}
