// Copies a file into the origin private file system, a piece at a time, so that no map is ever whole in memory.
//
// It ends when the page has heard `done`, `full` or `failed`; a file that was not finished is removed by the page.

self.addEventListener("message", async ({ data: { folder, name, file } }) => {
  try {
    await copy(await destination(folder, name), file);
    self.postMessage({ done: true });
  } catch (error) {
    self.postMessage(error.name === "QuotaExceededError" ? { full: true } : { failed: String(error) });
  }
});

async function destination(folder, name) {
  const root = await navigator.storage.getDirectory();
  const directory = await root.getDirectoryHandle(folder, { create: true });
  const handle = await directory.getFileHandle(name, { create: true });
  return handle.createSyncAccessHandle();
}

async function copy(target, file) {
  try {
    let at = 0;
    for (const reader = file.stream().getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      // Where space ends some browsers write less than they were given, and say only that.
      if (target.write(value, { at }) < value.byteLength) throw new DOMException("short", "QuotaExceededError");
      at += value.byteLength;
      self.postMessage({ written: at });
    }
    target.flush();
  } finally {
    target.close();
  }
}
