// Compiles the app beside the page's own thread. The first worker passes on what it compiled, so that a start does it once.
const compiling = WebAssembly.compileStreaming(fetch(new URL("./nfv_bg.wasm", import.meta.url)));
const glue = import("./nfv.js");
if (self.name === "first") compiling.then((compiled) => postMessage(compiled), () => postMessage(null));
const [compiled, { default: init }] = await Promise.all([compiling, glue]);
await init({ module_or_path: compiled });
