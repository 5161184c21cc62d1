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
