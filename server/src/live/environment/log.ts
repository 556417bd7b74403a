import type { Clock } from "../timings.ts";

type Write = (fields: object, message: string) => void;

/** The part of the logger that `live` uses. */
export interface Log {
  debug: Write;
  info: Write;
  warn: Write;
  error: Write;
}

const WINDOW_MS = 60_000;
const MAX_IN_WINDOW = 10;

/**
 * The same log without floods: thousands of SDKs that all meet the same trouble, such as a database that is gone, would
 * fill the disk with it. Of each warning and error ten a minute are written, and the next one says how many were not.
 */
export function withoutFloods(log: Log, { monotonic }: Clock): Log {
  /** By message: they are constants of the code, and so few. */
  const windows = new Map<string, { since: number; count: number }>();
  const sparing = (level: "warn" | "error"): Write => {
    return (fields, message) => {
      const now = monotonic();
      const current = windows.get(message);
      if (current && now - current.since < WINDOW_MS) {
        current.count += 1;
        if (current.count <= MAX_IN_WINDOW) log[level](fields, message);
        return;
      }
      const suppressed = Math.max(0, (current?.count ?? 0) - MAX_IN_WINDOW);
      windows.set(message, { since: now, count: 1 });
      log[level](suppressed > 0 ? { ...fields, suppressed } : fields, message);
    };
  };
  return {
    debug: (fields, message) => log.debug(fields, message),
    info: (fields, message) => log.info(fields, message),
    warn: sparing("warn"),
    error: sparing("error"),
  };
}
