// A display of its own (Xvfb) and a hand on it (xdotool): keys and pointer reach the window as a person's would.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";

const run = promisify(execFile);

export class Display {
  static async open() {
    const display = new Display();
    // The server chooses a free number and tells it on the fourth stream.
    display.child = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1280x900x24", "-nolisten", "tcp"], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    const [number] = await once(display.child.stdio[3].setEncoding("utf8"), "data");
    display.env = {
      ...process.env,
      DISPLAY: `:${number.trim()}`,
      // There is no graphics card here.
      WEBKIT_DISABLE_DMABUF_RENDERER: "1",
      WEBKIT_DISABLE_COMPOSITING_MODE: "1",
      GDK_BACKEND: "x11",
      NO_AT_BRIDGE: "1",
    };
    return display;
  }

  async hand(...what) {
    return (await run("xdotool", what.map(String), { env: this.env })).stdout.trim();
  }

  /** What is on the display, as a file. */
  async picture(file) {
    await run("import", ["-window", "root", file], { env: this.env });
  }

  close() {
    this.child.kill("SIGKILL");
  }
}
