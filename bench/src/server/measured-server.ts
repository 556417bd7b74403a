import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { startServer, type TestServer, temporaryFolder } from "../../../tests/src/support/server.ts";

const PROBE = new URL("./probe.mjs", import.meta.url).href;

/** Since the last time it was asked. */
export interface Reading {
  /** That reached it. */
  connections: number;
  cpuMs: number;
  /** How long the event loop was held at most; see loop-probe.mjs. */
  holdMs: number;
  /** How long its thread was on a CPU at most meanwhile. */
  holdCpuMs: number;
  heap: number;
  external: number;
  rss: number;
}

/** The built server as an operator starts it, in a process of its own, with a probe inside. */
export class MeasuredServer {
  server!: TestServer;
  readonly #folder = temporaryFolder();
  readonly #env: NodeJS.ProcessEnv;
  #asked = 0;

  private constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  static async start(env: NodeJS.ProcessEnv = {}): Promise<MeasuredServer> {
    const measured = new MeasuredServer(env);
    await measured.startAgain();
    return measured;
  }

  /** At the address that it had before. */
  async startAgain(): Promise<void> {
    const env = { HOST: "0.0.0.0", NODE_OPTIONS: `--import ${PROBE}`, ...this.#env };
    this.server = await startServer({ folder: this.#folder.path, port: this.server?.port, env });
    this.#asked = 0;
  }

  async read(): Promise<Reading> {
    const { child, line } = this.server.process;
    this.#asked += 1;
    child.kill("SIGUSR2");
    const [, json = ""] = await line(new RegExp(`^probe ${this.#asked} (.*)$`));
    // Until the probe has begun anew.
    await sleep(20);
    return JSON.parse(json);
  }

  /** Of this process's whole life, in bytes. */
  peakRss(): number {
    return this.#status("VmHWM");
  }

  rss(): number {
    return this.#status("VmRSS");
  }

  async end(): Promise<void> {
    await this.server.process.end("SIGKILL");
    this.#folder.remove();
  }

  #status(name: string): number {
    const status = readFileSync(`/proc/${this.server.process.child.pid}/status`, "utf8");
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]) * 1024;
  }
}

export const IN_PRODUCTION = "/api/v1/projects/default/environments/production";

/** A key for the fleet. */
export const serverKey = ({ server }: MeasuredServer) =>
  server.api.createKey("default", "production", "server", "bench");
