import { AsyncLocalStorage } from "node:async_hooks";
import { StorageError } from "./storage-error.ts";

/** Jobs one after another: what is asynchronous inside a transaction never meets another transaction. */
export interface WriteQueue {
  /**
   * @param afterwards called when the job has succeeded, before the next one begins, and may itself begin new jobs
   * @throws StorageError when closed, and when called from inside a job, which would wait for itself forever
   */
  run<T>(job: () => T | Promise<T>, afterwards?: (result: T) => void): Promise<T>;
  /** Refuses new jobs, and resolves when the last one is done. */
  close(): Promise<void>;
}

export function createWriteQueue(): WriteQueue {
  const inside = new AsyncLocalStorage<{ running: boolean }>();
  let tail: Promise<unknown> = Promise.resolve();
  let closed = false;
  let open = 0;

  /** While the storage of marks is on, Node follows every promise and callback of the process, requests included. */
  function rest(): void {
    open -= 1;
    if (open === 0) inside.disable();
  }

  return {
    async run(job, afterwards = () => {}) {
      if (closed) throw new StorageError("unavailable", "The database is closed");
      if (inside.getStore()?.running) {
        throw new StorageError(
          "refused",
          "A write to the storage began inside another one; use its transaction instead",
        );
      }
      open += 1;
      const done = tail.then(() => {
        // Not simply "inside": what a job leaves behind (a timer, say) may write when the job is over.
        const mark = { running: true };
        return inside.run(mark, async () => {
          let result: Awaited<ReturnType<typeof job>>;
          try {
            result = await job();
          } finally {
            mark.running = false;
          }
          afterwards(result);
          return result;
        });
      });
      tail = done.catch(() => {}).then(rest);
      return done;
    },
    async close() {
      closed = true;
      await tail;
    },
  };
}
