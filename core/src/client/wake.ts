import type { Platform } from "./connection.ts";

const TICK_MS = 1_000;
const DRIFT_MS = 5_000;

/**
 * Notices that the machine slept or the process was frozen: a tick comes far too late by the wall clock.
 *
 * @param awake is called with the time that is missing, in milliseconds
 * @returns what stops the watching
 */
export function watchDrift(timer: Platform["timer"], awake: (missingMs: number) => void): () => void {
  let cancel: () => void;
  function tick() {
    const due = Date.now() + TICK_MS;
    cancel = timer(() => {
      const missingMs = Date.now() - due;
      tick();
      if (missingMs > DRIFT_MS) awake(missingMs);
    }, TICK_MS);
  }
  tick();
  return () => cancel();
}
