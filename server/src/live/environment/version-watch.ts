import type { Hint, Storage } from "../../storage/port.ts";
import type { Clock, Timings } from "../timings.ts";
import type { Log } from "./log.ts";

interface Watch {
  storage: Storage;
  log: Log;
  clock: Clock;
  timings: Timings;
  /** Whether anybody needs to know: without, the database is left alone. */
  isNeeded(): boolean;
  /** A commit told of this version. */
  onVersion(hint: Hint, at: number): void;
  /** These are the versions of all environments. */
  onVersions(versions: readonly Hint[], at: number): void;
  onEpoch(epoch: string): void;
}

/**
 * Tells of every environment's version: at once by the commit's hint, and by reading all of them every second, so that
 * a lost hint costs a second and not a change. Returns the way to stop.
 */
export function watchVersions({
  storage,
  log,
  clock,
  timings,
  isNeeded,
  onVersion,
  onVersions,
  onEpoch,
}: Watch): () => void {
  let failing = false;
  let stopped = false;
  let timer: NodeJS.Timeout;

  const stopHints = storage.onCommit((hints) => {
    const at = clock.monotonic();
    for (const hint of hints) onVersion(hint, at);
  });

  async function poll(): Promise<void> {
    try {
      if (isNeeded()) await read();
      failing = false;
    } catch (error) {
      if (!failing) log.warn({ err: error }, "versions could not be read, trying again every second");
      failing = true;
    }
    schedule();
  }

  async function read(): Promise<void> {
    onEpoch(await storage.epoch());
    const environments = await storage.allEnvironments();
    onVersions(
      environments.map(({ id, version }) => ({ environmentId: id, version })),
      clock.monotonic(),
    );
  }

  function schedule(): void {
    if (!stopped) timer = setTimeout(poll, timings.poll).unref();
  }

  schedule();
  return () => {
    stopped = true;
    clearTimeout(timer);
    stopHints();
  };
}
