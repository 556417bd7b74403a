export interface ReadyResult {
  /**
   * `ready`: the server's flags are here. `cached`: not yet, but flags of the cache file or the bootstrap are, and answer.
   * `timeout`: nothing yet; the client goes on trying. `failed`: it can't work as it is set up (no url, a refused key,
   * closed); a key that becomes valid later still makes it ready.
   */
  status: "ready" | "cached" | "timeout" | "failed";
  version?: number;
  error?: Error;
}

export interface Readiness {
  /** Settles everyone who waits, and who comes later until the next call. */
  settle(result: ReadyResult): void;
  /** Why it is not ready yet, for those whose time runs out. */
  explain(error: Error): void;
  wait(timeoutMs: number): Promise<ReadyResult>;
}

const MAX_TIMER_MS = 2 ** 31 - 1;

/** Waiting that always ends: never rejects, and not a moment longer than asked. */
export function createReadiness(): Readiness {
  const waiting = new Set<(result: ReadyResult) => void>();
  let settled: ReadyResult | undefined;
  let lastError: Error | undefined;

  return {
    settle(result) {
      settled = result;
      for (const tell of waiting) tell(result);
      waiting.clear();
    },
    explain(error) {
      lastError = error;
    },
    wait(timeoutMs) {
      if (settled) return Promise.resolve(settled);
      return new Promise((resolve) => {
        // The only timer of this SDK that keeps a process alive: somebody waits for its answer.
        const timer = setTimeout(
          () => {
            waiting.delete(tell);
            resolve({ status: "timeout", error: lastError });
          },
          Math.min(MAX_TIMER_MS, timeoutMs),
        );
        function tell(result: ReadyResult) {
          clearTimeout(timer);
          resolve(result);
        }
        waiting.add(tell);
      });
    },
  };
}
