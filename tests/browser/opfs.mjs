// The origin private file system as raw files, as somebody with the phone's storage would read it.

/** Every file below a directory; the app's worker is ended before, for it holds the files. */
export async function rawFiles(device, directory) {
  const page = await device.context.newPage();
  // The browser looks for an icon of a page that is none of the app's.
  device.expects(/favicon/);
  // A page of the origin that starts no worker.
  await page.goto(new URL("/healthz", device.server.origin).href);
  const contents = await page.evaluate(async (directory) => {
    const found = [];
    const walk = async (folder) => {
      for await (const entry of folder.values()) {
        if (entry.kind === "directory") await walk(entry);
        else {
          const bytes = new Uint8Array(await (await entry.getFile()).arrayBuffer());
          let text = "";
          for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
          found.push(btoa(text));
        }
      }
    };
    await walk(await (await navigator.storage.getDirectory()).getDirectoryHandle(directory));
    return found;
  }, directory);
  await page.close();
  return contents.map((content) => Buffer.from(content, "base64"));
}

/** Open flags of a database's main file, as SQLite gives them to its pool of files. */
const MAIN_DATABASE = 0x100 | 0x4 | 0x2;

/** Puts files into the pool of databases, as another version of the app or one that was broken off left them. */
export async function addToPool(device, files) {
  device.expects(/favicon/);
  await device.page.goto(new URL("/healthz", device.server.origin).href);
  const slots = Object.entries(files).map(([name, content]) => {
    const header = Buffer.alloc(4096);
    header.write(name);
    header.writeUInt32BE(MAIN_DATABASE, 512);
    return Buffer.concat([header, content]).toString("base64");
  });
  await device.page.evaluate(async (slots) => {
    const pool = await (await navigator.storage.getDirectory()).getDirectoryHandle(".nfv");
    const folders = [];
    for await (const entry of pool.values()) if (entry.kind === "directory") folders.push(entry);
    for (const [index, slot] of slots.entries()) {
      const file = await folders[0].getFileHandle(`added${index}`, { create: true });
      const stream = await file.createWritable();
      await stream.write(Uint8Array.from(atob(slot), (char) => char.charCodeAt(0)));
      await stream.close();
    }
  }, slots);
}

/** Deletes everything that the origin keeps in files. */
export async function clearFiles(device, keep = []) {
  device.expects(/favicon/);
  await device.page.goto(new URL("/healthz", device.server.origin).href);
  await device.page.evaluate(async (keep) => {
    const root = await navigator.storage.getDirectory();
    for await (const name of root.keys()) if (!keep.includes(name)) await root.removeEntry(name, { recursive: true });
  }, keep);
}
