import { SwitchyardError } from "../errors.ts";
import { cronOf } from "../policy/freeze.ts";
import type { Schedule } from "../storage/port.ts";

// When schedules are due. Times are milliseconds since 1970, stored as such: no clock that is set and no summer time makes
// one come twice, because each next one is found from the one before and not from now.

export type Timing = Pick<Schedule, "cron" | "timeZone">;

/** @throws SwitchyardError INVALID_REQUEST for an expression that means nothing or never comes, or an unknown zone */
export function checkTiming({ cron, timeZone }: Timing, now: number): void {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
  } catch (cause) {
    throw new SwitchyardError(
      "INVALID_REQUEST",
      `timeZone must be an IANA name such as Europe/Berlin, received ${JSON.stringify(timeZone)}`,
      { cause },
    );
  }
  if (cron === undefined) return;
  const next = parsed({ cron, timeZone }, cron).nextRun(new Date(now));
  if (next === null) {
    throw new SwitchyardError("INVALID_REQUEST", `cron must be a time that comes, received ${JSON.stringify(cron)}`);
  }
}

function parsed(timing: Timing, cron: string) {
  try {
    return cronOf({ cron, timeZone: timing.timeZone });
  } catch (cause) {
    throw new SwitchyardError(
      "INVALID_REQUEST",
      `cron must be five fields such as "0 9 * * 1-5", received ${JSON.stringify(cron)}: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** The first time after this one; `undefined` for one that doesn't recur, or comes no more. */
export function nextAfter({ cron, timeZone }: Timing, at: number): number | undefined {
  if (cron === undefined) return undefined;
  return cronOf({ cron, timeZone }).nextRun(new Date(at))?.getTime();
}

/** The last time up to this moment, itself included, that is after another. */
export function lastUntil({ cron, timeZone }: Timing, after: number, until: number): number | undefined {
  if (cron === undefined) return undefined;
  // Runs are looked for before the reference, and on whole seconds.
  const found = cronOf({ cron, timeZone })
    .previousRuns(2, new Date(until + 1_000))
    .map((date) => date.getTime())
    .filter((time) => time <= until && time > after);
  return found.length === 0 ? undefined : Math.max(...found);
}

/** In a span, `to` excluded, in order; at most `limit`. */
export function timesBetween({ cron, timeZone }: Timing, from: number, to: number, limit: number): number[] {
  if (cron === undefined) return [];
  const times: number[] = [];
  for (const date of cronOf({ cron, timeZone }).enumerate(new Date(from - 1))) {
    if (date.getTime() >= to || times.length >= limit) break;
    if (date.getTime() >= from) times.push(date.getTime());
  }
  return times;
}
