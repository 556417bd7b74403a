import type { Have } from "@switchyard/core";
import type { Storage } from "../../storage/port.ts";
import type { Clock } from "../timings.ts";
import type { Log } from "./log.ts";

/** A leaked server key must not make everyone read everything again and again. */
const ONCE_IN_MS = 3_600_000;

interface Context {
  storage: Storage;
  log: Log;
  clock: Clock;
}

/** Sees to it that everyone begins anew when the database was set back: to a backup, or to a standby that lacked the last changes. */
export class Setback {
  readonly #context: Context;
  #last = Number.NEGATIVE_INFINITY;

  constructor(context: Context) {
    this.#context = context;
  }

  /**
   * By what a server SDK says that it holds.
   *
   * @param have a version that the environment does not have
   * @returns whether there is another epoch now
   */
  async noticed(environment: string, have: Have): Promise<boolean> {
    const now = this.#context.clock.monotonic();
    if (now - this.#last < ONCE_IN_MS || !(await this.lost(environment, have))) return false;
    this.#last = now;
    return true;
  }

  /**
   * By what this server itself has read, which is always believed.
   *
   * @param have a version that the environment should have by now, and does not
   * @returns as {@link noticed}
   */
  async lost(environment: string, have: Have): Promise<boolean> {
    const { storage, log } = this.#context;
    if (!(await storage.renewEpoch(environment, have))) return false;
    const what = "the database was set back: a version that was served is lost; all SDKs begin anew";
    log.error({ environment, version: have.version }, what);
    return true;
  }
}
