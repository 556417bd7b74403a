import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { StorageError } from "./storage/storage-error.ts";

const RETRY_MS = 1_000;
const MAY_PASS: ReadonlySet<string> = new Set(["unavailable", "uncertain"]);

/**
 * What has to be done once at the start and needs the database: a server that starts before its database, or while that is
 * restarted, waits for it.
 *
 * @throws what waiting won't mend
 */
export async function whenReachable<T>(work: () => Promise<T>, log: Logger): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StorageError) || !MAY_PASS.has(error.code)) throw error;
      if (attempt === 1)
        log.error({ err: error }, "the database can't be reached; waiting for it, not ready until then");
      await sleep(RETRY_MS);
    }
  }
}
