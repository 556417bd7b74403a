import { StorageError } from "../storage-error.ts";
import { createWriteQueue } from "../write-queue.ts";

/** So long a write may wait for its turn and for the database to take it up. */
const START_MS = 1_700;

/**
 * Writes of this node one after another, so that many of them don't take all connections. Whoever has waited too long for
 * the begin is told so, also when those before wait for a database that hangs.
 */
export function createTurns(name: string) {
  const queue = createWriteQueue();
  return {
    /**
     * @param begin takes up the work
     * @param run the work; from here on each statement's own time-out is the limit
     */
    run<T>(job: (begun: () => void) => Promise<T>, afterwards?: (result: T) => void): Promise<T> {
      return new Promise((resolve, reject) => {
        let late = false;
        const isLate = () =>
          new StorageError("unavailable", `Database ${name}: it did not take up the write within ${START_MS} ms`);
        const timer = setTimeout(() => {
          late = true;
          reject(isLate());
        }, START_MS);
        const begun = () => {
          if (late) throw isLate();
          clearTimeout(timer);
        };
        const start = () => {
          if (late) throw isLate();
          return job(begun);
        };
        queue
          .run(start, afterwards)
          .then(resolve, reject)
          .finally(() => clearTimeout(timer));
      });
    },
    close: queue.close,
  };
}
