import { list } from "@switchyard/core/words";
import { Cron } from "croner";

/**
 * A cron expression by the clocks of a place, read as the server reads it, or what is shown would not be what happens.
 *
 * @throws when it, or the time zone, can't be understood
 */
export const cronOf = (cron: string, timeZone: string): Cron =>
  new Cron(cron, { timezone: timeZone, mode: "5-part", fixedTimeRule: "no-wildcard", paused: true });

/**
 * The next times after a moment, milliseconds since 1970.
 *
 * @throws when the expression, or the time zone, can't be understood
 */
export const nextTimes = (cron: string, timeZone: string, after: number, count: number): number[] =>
  cronOf(cron, timeZone)
    .nextRuns(count, new Date(after))
    .map((date) => date.getTime());

export const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;

/** Some days of the week, from 0, Sunday, at a time such as "17:00"; all of them is every day. */
export interface OnDays {
  days: number[];
  time: string;
}

const DAILY_OR_WEEKLY = /^(\d{1,2}) (\d{1,2}) \* \* (\*|[0-7](?:,[0-7])*)$/;
const ALL = [0, 1, 2, 3, 4, 5, 6];
/** As calendars begin a week. */
const FROM_MONDAY = [1, 2, 3, 4, 5, 6, 0];

const two = (number: string) => number.padStart(2, "0");

export function fromOnDays({ days, time }: OnDays): string {
  const [hour, minute] = time.split(":").map(Number);
  const which = days.length === ALL.length ? "*" : [...days].sort((a, b) => a - b).join(",");
  return `${minute} ${hour} * * ${which}`;
}

/** The days and the time of an expression that has no more than these; `undefined` for every other. */
export function onDaysOf(cron: string): OnDays | undefined {
  const [, minute = "", hour = "", which = ""] = DAILY_OR_WEEKLY.exec(cron.trim()) ?? [];
  if (which === "") return undefined;
  const days = which === "*" ? ALL : [...new Set(which.split(",").map((day) => Number(day) % 7))];
  return { days, time: `${two(hour)}:${two(minute)}` };
}

/** "every day at 09:00", "every Monday and Friday at 17:00", "at “0 9 1 * *”". */
export function cronWords(cron: string): string {
  const on = onDaysOf(cron);
  if (!on) return `at “${cron}”`;
  const days = FROM_MONDAY.filter((day) => on.days.includes(day)).map((day) => DAYS[day] ?? "");
  return `every ${days.length === ALL.length ? "day" : list(days, "and")} at ${on.time}`;
}
