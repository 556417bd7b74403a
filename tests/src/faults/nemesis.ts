import { setTimeout as sleep } from "node:timers/promises";
import type { Fault, FaultProxy } from "../support/fault-proxy.ts";
import { startServer, type TestServer } from "../support/server.ts";
import type { Random } from "./random.ts";
import type { SdkProcess } from "./sdk-process.ts";

/** What the nemesis may hurt. */
export interface Victims {
  folder: string;
  server: TestServer;
  sdks: readonly { process: SdkProcess; proxy: FaultProxy }[];
}

const MAX_PAUSE_MS = 1_500;
const MAX_DOWN_MS = 400;
const MAX_FREEZE_MS = 1_000;

/** Kills and stops the server, cuts and spoils links, freezes SDKs: one thing after another. */
export class Nemesis {
  /** What it did, to be printed. */
  readonly deeds: Record<string, number> = {};
  /** Resolves when the server is there. */
  serverIsUp: Promise<void> = Promise.resolve();
  readonly #victims: Victims;
  readonly #random: Random;

  constructor(victims: Victims, random: Random) {
    this.#victims = victims;
    this.#random = random;
  }

  /** Afterwards everything is whole again. */
  async run(isOver: () => boolean): Promise<void> {
    await this.#kill("SIGKILL");
    while (!isOver()) {
      await this.#strike();
      await sleep(this.#random.below(MAX_PAUSE_MS));
      // Half of what is spoiled stays so while the next thing happens.
      if (this.#random.below(2) === 0) this.#heal();
    }
    this.#heal();
  }

  #heal(): void {
    for (const { proxy } of this.#victims.sdks) proxy.set({ mode: "pass" });
  }

  /** Rarely the server, since that hits every SDK, and whoever has lost many streams waits long for the next. */
  async #strike(): Promise<void> {
    const random = this.#random;
    const { process, proxy } = random.pick(this.#victims.sdks);
    const kind = random.below(12);
    if (kind < 1) {
      await this.#kill(random.below(3) === 0 ? "SIGTERM" : "SIGKILL");
    } else if (kind < 4) {
      this.#note("cut");
      proxy.cut();
    } else if (kind < 6) {
      this.#note("freeze");
      process.signal("SIGSTOP");
      await sleep(random.below(MAX_FREEZE_MS));
      process.signal("SIGCONT");
    } else {
      const fault = this.#fault();
      this.#note(fault.mode);
      proxy.set(fault);
    }
  }

  #fault(): Fault {
    return this.#random.pick<Fault>([
      { mode: "black-hole" },
      { mode: "refuse" },
      { mode: "answer", status: 503, retryAfter: 1 },
      { mode: "strip-upgrade" },
      { mode: "http-1.0" },
      { mode: "buffer" },
      { mode: "cut-idle", afterMs: 50 },
      { mode: "cut-after", bytes: this.#random.below(2_000) },
      { mode: "delay", ms: this.#random.below(300) },
    ]);
  }

  #kill(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    this.serverIsUp = this.#restart(signal);
    return this.serverIsUp;
  }

  async #restart(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    this.#note(signal);
    const { server, folder } = this.#victims;
    const end = await server.process.end(signal);
    if (end !== (signal === "SIGKILL" ? signal : 0)) throw new Error(`the server ended with ${end} after ${signal}`);
    await sleep(this.#random.below(MAX_DOWN_MS));
    this.#victims.server = await startServer({ folder, port: server.port });
  }

  #note(deed: string): void {
    this.deeds[deed] = (this.deeds[deed] ?? 0) + 1;
  }
}
