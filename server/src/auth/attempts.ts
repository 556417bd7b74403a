import { SwitchyardError } from "../errors.ts";

export const WINDOW_MS = 60_000;
/** Beyond this many callers at once the oldest are forgotten: a flood costs bounded memory. */
const MAX_CALLERS = 10_000;

/** @param waitMs until the next would be counted */
export const tooManyAttempts = (limit: number, waitMs: number) =>
  new SwitchyardError("TOO_MANY_REQUESTS", `At most ${limit} attempts a minute are allowed, try again later`, {
    retryAfter: Math.max(1, Math.ceil(waitMs / 1000)),
  });

/** Counts attempts in a sliding minute, in this process. Attempts that were refused don't count. */
export class Attempts {
  readonly #limit: number;
  readonly #now: () => number;
  readonly #times = new Map<string, number[]>();

  constructor(limit: number, now: () => number = Date.now) {
    this.#limit = limit;
    this.#now = now;
  }

  /** @throws SwitchyardError TOO_MANY_REQUESTS, with the seconds to wait */
  record(caller: string): void {
    const now = this.#now();
    const recent = (this.#times.get(caller) ?? []).filter((time) => time > now - WINDOW_MS);
    const [oldest = now] = recent;
    if (recent.length >= this.#limit) throw tooManyAttempts(this.#limit, oldest + WINDOW_MS - now);
    this.#remember(caller, [...recent, now]);
  }

  /** Others counted as many as are allowed: refuses the caller for as long as they do. */
  block(caller: string, waitMs: number): void {
    this.#remember(caller, new Array(this.#limit).fill(this.#now() + waitMs - WINDOW_MS));
  }

  #remember(caller: string, times: number[]): void {
    // Deleting first moves the caller to the end of the map's order: the first is the one longest unseen.
    this.#times.delete(caller);
    this.#times.set(caller, times);
    if (this.#times.size > MAX_CALLERS) this.#forgetOldest();
  }

  #forgetOldest(): void {
    const oldest = this.#times.keys().next();
    if (!oldest.done) this.#times.delete(oldest.value);
  }
}
