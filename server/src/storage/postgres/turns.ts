import { StorageError } from "../storage-error.ts";
import { createWriteQueue } from "../write-queue.ts";

/** So long a write may wait for its turn and for the database to take it up. */
export const START_MS = 1_700;

export const lateError = (name: string) =>
  new StorageError("unavailable", `Database ${name}: it did not take up the write within ${START_MS} ms`);

/**
 * Writes of this node one after another, so that many of them don't take all connections. Whoever has waited too long for
 * the begin is told so, also when those before wait for a database that hangs.
 */
export function createTurns(name: string) {
  const queue = createWriteQueue();
  return {
    /** @param job the work, which calls `begun` when the database has taken it up; from there on each statement's own time-out is the limit */
    run<T>(job: (begun: () => void) => Promise<T>): Promise<T> {
      return new Promise((resolve, reject) => {
        let late = false;
        const timer = setTimeout(() => {
          late = true;
          reject(lateError(name));
        }, START_MS);
        const begun = () => {
          if (late) throw lateError(name);
          clearTimeout(timer);
        };
        const start = () => {
          if (late) throw lateError(name);
          return job(begun);
        };
        queue
          .run(start)
          .then(resolve, reject)
          .finally(() => clearTimeout(timer));
      });
    },
    close: queue.close,
  };
}
