// The real server as a child process: a port and a database of its own, the demo township inside.
//
// It can be stopped, killed and started again on the same address, because what a browser keeps belongs to the address.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A server that does not answer by then never will. */
const START_LIMIT_MS = 60_000;

export function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start this with \`cargo xtask test browser\``);
  return value;
}

export async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

export class Server {
  static async start({ env = {}, web = required("NFV_WEB") } = {}) {
    const server = new Server();
    server.folder = await mkdtemp(join(tmpdir(), "nfv-browser-"));
    server.port = await freePort();
    server.origin = `http://127.0.0.1:${server.port}`;
    // A copy: a test may put a new version of the app in its place.
    server.web = join(server.folder, "web");
    await cp(web, server.web, { recursive: true });
    server.env = {
      ...process.env,
      DATABASE_URL: `sqlite://${join(server.folder, "nfv.sqlite")}`,
      WEB_DIR: server.web,
      PUBLIC_URL: server.origin,
      LISTEN: `127.0.0.1:${server.port}`,
      LOG: "warn",
      ...env,
    };
    try {
      const links = join(server.folder, "links.json");
      await server.command(["demo", "--links", links]);
      server.links = JSON.parse(await readFile(links, "utf8"));
      await server.resume();
    } catch (error) {
      await server.close();
      throw error;
    }
    return server;
  }

  /** Runs one of the server's other commands against the same database; returns what it printed. */
  async command(args) {
    const child = spawn(required("NFV_SERVER"), args, { env: this.env, cwd: this.folder, stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (said += text));
    const [code, signal] = await once(child, "close");
    if (code !== 0) throw new Error(`sync-server ${args.join(" ")} ended with ${code ?? signal}: ${said}`);
    return said;
  }

  /** Starts serving; returns when it answers. */
  async resume() {
    this.child = spawn(required("NFV_SERVER"), ["serve"], { env: this.env, cwd: this.folder, stdio: ["ignore", "ignore", "inherit"] });
    const limit = Date.now() + START_LIMIT_MS;
    while (!(await this.answers())) {
      if (this.child.exitCode !== null) throw new Error(`the server ended with ${this.child.exitCode}`);
      if (Date.now() > limit) throw new Error("the server does not answer");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async answers() {
    try {
      return (await fetch(`${this.origin}/healthz`)).ok;
    } catch {
      return false;
    }
  }

  /** Stops serving; the database stays. */
  async pause(signal = "SIGTERM") {
    const child = this.child;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "close");
    child.kill(signal);
    // A long poll may keep it from ending: it is our own child, and its database survives this.
    const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
    await ended;
    clearTimeout(timer);
  }

  async close() {
    await this.pause("SIGKILL");
    await rm(this.folder, { recursive: true, force: true });
  }

  /** What an interface answers to a plain HTTP client. */
  async get(path, options) {
    return fetch(new URL(path, this.origin), options);
  }

  /** The demo's entry for a role. */
  demo(role) {
    const entry = this.links.find((link) => link.role === role);
    if (!entry) throw new Error(`the demo has no ${role}: ${JSON.stringify(this.links)}`);
    return entry;
  }
}
