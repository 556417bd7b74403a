import { AsyncLocalStorage } from "node:async_hooks";
import { StorageError } from "./storage-error.ts";

/** Tells a write that begins inside another one, which would wait for itself forever. */
export function createJobMarks() {
  const inside = new AsyncLocalStorage<{ running: boolean }>();
  let open = 0;

  return {
    /**
     * A job waits or runs, until {@link end}.
     *
     * @throws StorageError when called from inside a job
     */
    begin(): void {
      if (inside.getStore()?.running) {
        throw new StorageError(
          "refused",
          "A write to the storage began inside another one; use its transaction instead",
        );
      }
      open += 1;
    },
    /** While the storage of marks is on, Node follows every promise and callback of the process, requests included. */
    end(): void {
      open -= 1;
      if (open === 0) inside.disable();
    },
    run<T>(job: () => T | Promise<T>): Promise<T> {
      // Not simply "inside": what a job leaves behind (a timer, say) may write when the job is over.
      const mark = { running: true };
      return inside.run(mark, async () => {
        try {
          return await job();
        } finally {
          mark.running = false;
        }
      });
    },
  };
}
