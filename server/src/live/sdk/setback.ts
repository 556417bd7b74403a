import type { Have } from "@switchyard/core";
import type { Storage } from "../../storage/port.ts";
import type { Log } from "../environment/log.ts";
import type { Clock } from "../timings.ts";

/** A leaked server key must not make everyone read everything again and again. */
const ONCE_IN_MS = 3_600_000;

interface Context {
  storage: Storage;
  log: Log;
  clock: Clock;
}

/** Notices by what a server SDK holds that the database was set back, and sees to it that everyone begins anew. */
export class Setback {
  readonly #context: Context;
  #last = Number.NEGATIVE_INFINITY;

  constructor(context: Context) {
    this.#context = context;
  }

  /**
   * @param have a version that the environment does not have
   * @returns whether there is another epoch now
   */
  async noticed(environment: string, have: Have): Promise<boolean> {
    const { storage, log, clock } = this.#context;
    const now = clock.monotonic();
    if (now - this.#last < ONCE_IN_MS || !(await storage.renewEpoch(environment, have))) return false;
    this.#last = now;
    const what = "the database was set back, to a backup: an SDK has a version that it lost; all SDKs begin anew";
    log.error({ environment, version: have.version }, what);
    return true;
  }
}
