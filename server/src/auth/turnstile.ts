import { SwitchyardError } from "../errors.ts";

/** Runs work a few at a time. */
export type Turnstile = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Lets `places` pieces of work run at once and `waiting` more wait for their turn; beyond that it refuses.
 *
 * @param refusal what whoever is refused reads
 */
export function createTurnstile(limits: { places: number; waiting: number; refusal: string }): Turnstile {
  let running = 0;
  const queue: (() => void)[] = [];

  return async (work) => {
    if (running < limits.places) running += 1;
    else {
      if (queue.length >= limits.waiting) throw new SwitchyardError("UNAVAILABLE", limits.refusal, { retryAfter: 5 });
      // Whoever finishes hands its place over, so `running` stays as it is.
      await new Promise<void>((resolve) => queue.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
