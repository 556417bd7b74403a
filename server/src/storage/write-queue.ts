import { createJobMarks } from "./job-marks.ts";
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
  const marks = createJobMarks();
  let tail: Promise<unknown> = Promise.resolve();
  let closed = false;

  return {
    async run(job, afterwards = () => {}) {
      if (closed) throw new StorageError("unavailable", "The database is closed");
      marks.begin();
      const done = tail.then(async () => {
        const result = await marks.run(job);
        afterwards(result);
        return result;
      });
      tail = done.catch(() => {}).then(marks.end);
      return done;
    },
    async close() {
      closed = true;
      await tail;
    },
  };
}
