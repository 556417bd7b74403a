import type { Storage } from "../storage/port.ts";
import { StorageError } from "../storage/storage-error.ts";
import type { Metrics } from "./metrics.ts";

/**
 * The same storage, of which it is counted what could not be written though nothing was wrong with it: on a full disk reads go on, and
 * so does readiness. What SDKs report is written every few seconds, so that it shows before somebody needs a kill.
 */
export function counted(storage: Storage, { writeFailed }: Pick<Metrics, "writeFailed">): Storage {
  const count = <T>(written: Promise<T>): Promise<T> =>
    written.catch((error: unknown) => {
      if (error instanceof StorageError && error.retryable) writeFailed();
      throw error;
    });
  return {
    ...storage,
    change: (author, work) => count(storage.change(author, work)),
    usage: { ...storage.usage, add: (counts) => count(storage.usage.add(counts)) },
  };
}
