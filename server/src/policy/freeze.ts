import { Cron } from "croner";
import type { FreezeWindow } from "../storage/port.ts";

// When nothing may be raised. Times are milliseconds since 1970; a window holds from its start up to, and without, its end.

/** One time that a window comes. */
export interface Freeze {
  /** The window's name. */
  name: string;
  from: number;
  until: number;
}

type Recurring = Extract<FreezeWindow, { kind: "recurring" }>;

const MINUTE = 60_000;
/** By how much an end by the clocks may be off from one by the minutes: no zone ever moved its clocks by more in a day. */
const SHIFT = 26 * 60 * MINUTE;
/** So many windows one after the other, without a gap, are followed to find out when it ends. */
const MOST_CHAINED = 200;

/**
 * What a cron expression means by the clocks of a zone. One with fixed hours that falls into the hour that summer time
 * skips comes when that hour is over, and in the hour that comes twice only the first time.
 *
 * @throws Error with what is wrong with the expression or the zone
 */
export const cronOf = ({ cron, timeZone }: Pick<Recurring, "cron" | "timeZone">): Cron =>
  new Cron(cron, { timezone: timeZone, mode: "5-part", fixedTimeRule: "no-wildcard", paused: true });

/** The freeze in force, and until when it lasts with all that follow on it without a gap. */
export function freezeAt(windows: readonly FreezeWindow[], at: number): Freeze | undefined {
  const now = coming(windows, at);
  if (now === undefined) return undefined;
  let { until } = now;
  for (let chained = 0; chained < MOST_CHAINED; chained++) {
    const next = coming(windows, until);
    if (next === undefined) break;
    until = next.until;
  }
  return { ...now, until };
}

/** The window that holds at a moment; of several the one that ends last. */
function coming(windows: readonly FreezeWindow[], at: number): Freeze | undefined {
  let longest: Freeze | undefined;
  for (const window of windows) {
    const freeze = window.kind === "once" ? window : lastBegun(window, at);
    if (freeze === undefined || freeze.from > at || freeze.until <= at) continue;
    if (longest === undefined || freeze.until > longest.until) {
      longest = { name: window.name, from: freeze.from, until: freeze.until };
    }
  }
  return longest;
}

function lastBegun(window: Recurring, at: number): Freeze | undefined {
  // Runs are looked for before the reference, and on whole seconds.
  const [start] = cronOf(window)
    .previousRuns(2, new Date(at + 1_000))
    .filter((date) => date.getTime() <= at);
  return start && freezeFrom(window, start);
}

/** When windows come in a span, in order. @param limit how many at most */
export function freezesBetween(windows: readonly FreezeWindow[], from: number, to: number, limit: number): Freeze[] {
  const all = windows.flatMap((window): Freeze[] => {
    if (window.kind === "once") return [{ name: window.name, from: window.from, until: window.until }];
    const found: Freeze[] = [];
    for (const start of cronOf(window).enumerate(new Date(from - window.minutes * MINUTE - SHIFT))) {
      if (start.getTime() >= to || found.length >= limit) break;
      const freeze = freezeFrom(window, start);
      if (freeze.until > from) found.push(freeze);
    }
    return found;
  });
  return all
    .filter((freeze) => freeze.from < to && freeze.until > from)
    .sort((a, b) => a.from - b.from || a.until - b.until)
    .slice(0, limit);
}

export function freezeFrom(window: Recurring, start: Date): Freeze {
  const from = start.getTime();
  const { minutes, timeZone, name } = window;
  const end = instantOf(clockTime(start, timeZone) + minutes * MINUTE, timeZone);
  // In the hour that comes twice, the clocks may show the end before the start.
  return { name, from, until: end > from ? end : from + minutes * MINUTE };
}

/** What the clocks of a zone show, as if that were UTC. */
function clockTime(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "iso8601",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value);
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
}

/** When the clocks of a zone show this; when they skip it, as much later. */
function instantOf(clock: number, timeZone: string): number {
  const text = new Date(clock).toISOString().slice(0, "2026-01-01T00:00:00".length);
  const date = new Cron(text, { timezone: timeZone, paused: true }).nextRun(new Date(0));
  return date?.getTime() ?? clock;
}
