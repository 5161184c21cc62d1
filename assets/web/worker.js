// The page has compiled the app and passes it on, so that a device does it once.
import init from "./nfv.js";

addEventListener("message", ({ data }) => init({ module_or_path: data }), { once: true });
