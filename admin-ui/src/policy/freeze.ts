import type { Policy } from "../api/types.ts";
import { cronOf } from "../words/cron.ts";
import { instantOf, isTimeZone, wallOf } from "../words/zoned.ts";

/** When nothing may be raised in an environment. */
export type Freeze = Policy["freezes"][number];

/** One time that it holds, milliseconds since 1970; `until` is when it is over. */
export interface Occurrence {
  from: number;
  until: number;
}

const MINUTE_MS = 60_000;

/**
 * The times that a freeze holds from now on, the running one included.
 *
 * @throws when its cron expression or its time zone can't be understood
 */
export function occurrences(freeze: Freeze, now: number, count: number): Occurrence[] {
  if (freeze.kind === "once") return freeze.until > now ? [{ from: freeze.from, until: freeze.until }] : [];
  const { cron, minutes, timeZone } = freeze;
  const length = minutes * MINUTE_MS;
  // By its clocks, so an hour of summer time more or less: who began that long ago may still run.
  const since = new Date(now - length - 2 * 60 * MINUTE_MS);
  const found: Occurrence[] = [];
  const runs = cronOf(cron, timeZone);
  for (let next = runs.nextRun(since); next !== null && found.length < count; next = runs.nextRun(next)) {
    const from = next.getTime();
    const end = instantOf(wallOf(from, timeZone) + length, timeZone);
    // In the hour that comes twice, the clocks may show the end before the beginning.
    const until = end > from ? end : from + length;
    if (until > now) found.push({ from, until });
  }
  return found;
}

/** What is wrong with a freeze, for people; `undefined` when it is whole. */
export const freezeProblem = (freeze: Freeze): string | undefined => nameProblem(freeze) ?? timeProblem(freeze);

export const nameProblem = ({ name }: Freeze): string | undefined =>
  name.trim() === "" ? "It needs a name, such as “no releases on weekends”." : undefined;

/** What is wrong with when it comes. */
export function timeProblem(freeze: Freeze): string | undefined {
  if (freeze.kind === "once") return freeze.until > freeze.from ? undefined : "It must end after it begins.";
  if (!(freeze.minutes >= 1)) return "It must last a minute at least.";
  if (!isTimeZone(freeze.timeZone)) return `There is no time zone ${freeze.timeZone}.`;
  try {
    return occurrences(freeze, Date.now(), 1).length === 1 ? undefined : "It never comes.";
  } catch {
    return "Its cron expression can’t be understood: minute, hour, day of the month, month, day of the week.";
  }
}
