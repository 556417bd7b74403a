import type { When } from "../api/governed.ts";
import { fromOnDays, nextTimes } from "../words/cron.ts";
import { instantOf, isTimeZone, localTimeZone, parseWall, wallOf, wallText, zonedWords } from "../words/zoned.ts";

/** What somebody has entered about when a change is to be done. What belongs to another shape is kept for the way back. */
export interface Timing {
  shape: "once" | "daily" | "weekly" | "cron";
  /** Once: a day and a time, as such an input has them. */
  wall: string;
  /** Every day, and every week on `days`, from 0, Sunday. */
  time: string;
  days: number[];
  cron: string;
  timeZone: string;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const NEXT = 3;
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];

/**
 * Where a form begins: at the next full hour by the clocks here.
 *
 * @param earliest the end of a freeze that holds now
 */
export function firstTiming(now: number, earliest: number | undefined): Timing {
  const timeZone = localTimeZone();
  // Whole minutes, as the input has them, and none before the end of a freeze.
  const [after, step] = earliest === undefined ? [now + HOUR_MS, HOUR_MS] : [earliest, MINUTE_MS];
  const first = wallOf(Math.ceil(after / step) * step, timeZone);
  const wall = wallText(first);
  const day = new Date(first).getUTCDay();
  return { shape: "once", wall, time: wall.slice(11), days: [day], cron: "0 9 1 * *", timeZone };
}

type Read = { when: When; next: number[] } | { problem: string };

/** What that means: when it is, and the next times of what recurs. Or what is wrong with it. */
export function readTiming(timing: Timing, now: number, earliest: number | undefined): Read {
  const { shape, wall, time, days, timeZone } = timing;
  if (!isTimeZone(timeZone)) return { problem: `There is no time zone ${timeZone}.` };
  if (shape === "once") return readOnce(wall, timeZone, now, earliest);
  if (shape !== "cron" && time === "") return { problem: "A time is needed." };
  if (shape === "weekly" && days.length === 0) return { problem: "A day of the week is needed." };
  const cron = shape === "cron" ? timing.cron.trim() : fromOnDays({ days: shape === "daily" ? EVERY_DAY : days, time });
  try {
    const next = nextTimes(cron, timeZone, now, NEXT);
    return next.length === 0 ? { problem: "It never comes." } : { when: { cron, timeZone }, next };
  } catch {
    return { problem: "This can’t be understood: minute, hour, day of the month, month, day of the week." };
  }
}

function readOnce(text: string, timeZone: string, now: number, earliest: number | undefined): Read {
  const wall = parseWall(text);
  if (wall === undefined) return { problem: "A day and a time are needed." };
  const at = instantOf(wall, timeZone);
  if (at <= now) return { problem: "It must be in the future." };
  if (earliest !== undefined && at < earliest)
    return { problem: `It is frozen until ${zonedWords(earliest, timeZone)}.` };
  return { when: { at, timeZone }, next: [at] };
}
