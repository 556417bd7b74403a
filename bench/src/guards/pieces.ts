import { appendFileSync, existsSync, readFileSync } from "node:fs";

/** Thrown when the time for this run is over: what was done is kept, and the next run goes on from there. */
class TimeIsOver extends Error {
  override readonly name = "TimeIsOver";
}

/**
 * Pieces of a long simulation, each done once: with a file they are kept, one a line, so that it may be interrupted and gone on with.
 *
 * @param file absent for none
 * @param seconds how long new pieces may be begun
 */
export function openPieces(file: string | undefined, seconds: number) {
  const done = new Map<string, unknown>();
  if (file && existsSync(file)) {
    for (const line of readFileSync(file, "utf8").split("\n").filter(Boolean)) {
      const [key, value] = JSON.parse(line) as [string, unknown];
      done.set(key, value);
    }
  }
  const end = performance.now() + seconds * 1000;
  return {
    /** What was found for this key, now or before. @throws TimeIsOver */
    get<T>(key: string, find: () => T): T {
      if (done.has(key)) return done.get(key) as T;
      if (performance.now() > end) throw new TimeIsOver();
      const value = find();
      done.set(key, value);
      if (file) appendFileSync(file, `${JSON.stringify([key, value])}\n`);
      return value;
    },
    /** As many of the first keys as were done in time. */
    atMost<T>(count: number, key: (at: number) => string, find: (at: number) => T): T[] {
      const found: T[] = [];
      try {
        for (let at = 0; at < count; at += 1) found.push(this.get(key(at), () => find(at)));
      } catch (error) {
        if (!(error instanceof TimeIsOver)) throw error;
      }
      return found;
    },
  };
}
