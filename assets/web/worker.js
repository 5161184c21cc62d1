import init from "./nfv.js";
init();
