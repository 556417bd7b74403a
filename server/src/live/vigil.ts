import type { Log } from "./environment/log.ts";

interface Watched {
  isValid: () => Promise<boolean>;
  ends: Set<() => void>;
}

/** Looks up again and again what sockets were let in for, keys and sessions, and ends them when it is no more. */
export class Vigil {
  readonly #watched = new Map<string, Watched>();
  readonly #everyMs: number;
  readonly #log: Log;
  #timer?: NodeJS.Timeout;
  #isFailing = false;
  #isClosed = false;

  constructor(everyMs: number, log: Log) {
    this.#everyMs = everyMs;
    this.#log = log;
    this.#schedule();
  }

  /**
   * @param id one look-up serves all sockets with the same
   * @param end called once when `isValid` says no; while it fails, everything stays
   * @returns the way to stop
   */
  watch(id: string, isValid: () => Promise<boolean>, end: () => void): () => void {
    const watched = this.#watched.get(id) ?? { isValid, ends: new Set() };
    this.#watched.set(id, watched);
    watched.ends.add(end);
    return () => {
      watched.ends.delete(end);
      if (watched.ends.size === 0 && this.#watched.get(id) === watched) this.#watched.delete(id);
    };
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (!this.#isClosed) this.#timer = setTimeout(() => void this.#round(), this.#everyMs).unref();
  }

  async #round(): Promise<void> {
    let failure: unknown;
    for (const [id, { isValid, ends }] of [...this.#watched]) {
      try {
        if (await isValid()) continue;
        this.#watched.delete(id);
        for (const end of [...ends]) end();
      } catch (error) {
        failure = error;
      }
    }
    if (failure && !this.#isFailing) {
      this.#log.warn({ err: failure }, "some keys or sessions could not be looked up again, their sockets stay open");
    }
    this.#isFailing = failure !== undefined;
    this.#schedule();
  }
}
