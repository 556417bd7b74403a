import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { FromFleet, ToFleet } from "./fleet-process.ts";

/** Several processes full of clients, each with a loopback address of its own, so that ports don't run out. */
export class Fleet {
  readonly #processes: ChildProcess[];

  constructor(processes: number, file = "./fleet-process.ts") {
    const path = fileURLToPath(new URL(file, import.meta.url));
    this.#processes = Array.from({ length: processes }, () => fork(path, { execArgv: process.execArgv }));
  }

  get size(): number {
    return this.#processes.length;
  }

  /** Says the same to all, each with its own address, and waits for one answer of each. */
  async ask<Answer extends FromFleet>(message: (host: string) => ToFleet): Promise<Answer[]> {
    return Promise.all(
      this.#processes.map(async (child, index) => {
        const answer = once(child, "message");
        child.send(message(`127.0.0.${index + 1}`));
        return (await answer)[0] as Answer;
      }),
    );
  }

  /** The next message of each. */
  async next<Answer extends FromFleet>(): Promise<Answer[]> {
    return Promise.all(this.#processes.map(async (child) => (await once(child, "message"))[0] as Answer));
  }

  end(): void {
    for (const child of this.#processes) child.kill("SIGKILL");
  }
}
