import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const WINDOWS = process.platform === "win32";
/** Longer than the server's own orderly shutdown. */
const GRACE_MS = 8000;
const END_WITH_PARENT = new URL("./end-with-parent.mjs", import.meta.url).href;

/**
 * The processes of the demo, which live and die together. Each is the head of a process group of its own (not on
 * Windows, which has none), so that a Ctrl-C reaches it once, from here, and a last resort reaches all it started.
 */
export class Children {
  /** @type {Set<import("node:child_process").ChildProcess>} */
  #running = new Set();
  #ending = false;

  /**
   * Starts a Node program that serves until it is told to stop. Its end is the end of everything.
   *
   * @param {string} name
   * @param {URL} program
   * @param {NodeJS.ProcessEnv} env
   * @returns {{ line(pattern: RegExp): Promise<RegExpMatchArray> }} waits for a line it prints
   */
  start(name, program, env) {
    const child = spawn(process.execPath, ["--import", END_WITH_PARENT, fileURLToPath(program)], {
      env,
      detached: !WINDOWS,
      stdio: ["ignore", "pipe", "inherit", "ipc"],
    });
    this.#track(child);
    const lines = createInterface({ input: child.stdout });
    lines.on("line", (line) => console.log(line));
    // After "close" no output is still on its way.
    child.once("close", (code, signal) => {
      if (this.#ending) return;
      // A program that fails says why itself; a signal leaves it no time to.
      if (signal) console.error(`The ${name} was ended by ${signal}.`);
      this.end(code ?? 1);
    });
    return {
      line: (pattern) =>
        new Promise((resolve) => {
          lines.on("line", (line) => {
            const match = line.match(pattern);
            if (match) resolve(match);
          });
        }),
    };
  }

  /**
   * Runs a Node program to its end.
   *
   * @param {string} program
   * @param {string[]} args
   * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
   * @returns {Promise<{ code: number, output: string }>}
   */
  async run(program, args, options) {
    const child = spawn(process.execPath, [program, ...args], {
      ...options,
      detached: !WINDOWS,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#track(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
      });
    }
    const [code] = await once(child, "close");
    // Whoever waits for a build that was stopped has nothing left to do.
    if (this.#ending) await new Promise(() => {});
    return { code: code ?? 1, output };
  }

  /**
   * Stops everything and ends this process. A second call changes nothing.
   *
   * @param {number} code
   * @returns {Promise<never>}
   */
  async end(code) {
    if (!this.#ending) {
      this.#ending = true;
      const ends = [...this.#running].map((child) => once(child, "close"));
      for (const child of this.#running) signalGroup(child, "SIGTERM");
      const lastResort = setTimeout(() => {
        for (const child of this.#running) signalGroup(child, "SIGKILL");
      }, GRACE_MS);
      await Promise.all(ends);
      clearTimeout(lastResort);
      process.exit(code);
    }
    return new Promise(() => {});
  }

  /** @param {import("node:child_process").ChildProcess} child */
  #track(child) {
    this.#running.add(child);
    child.once("close", () => this.#running.delete(child));
  }
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {"SIGTERM" | "SIGKILL"} signal
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (WINDOWS) spawnSync("taskkill", ["/pid", String(child.pid), "/t", "/f"], { stdio: "ignore" });
    else process.kill(-child.pid, signal);
  } catch {
    // It ended in the meantime.
  }
}
