import { DAYS } from "../words/cron.ts";
import { zonedWords } from "../words/zoned.ts";
import type { Freeze } from "./freeze.ts";

/** A freeze by the days of a week: days from 0, Sunday; times as "17:00". */
export interface Weekly {
  fromDay: number;
  fromTime: string;
  toDay: number;
  toTime: string;
}

const DAY = 24 * 60;
const WEEK = 7 * DAY;
const WEEKLY = /^(\d{1,2}) (\d{1,2}) \* \* ([0-7])$/;
const DAILY = /^(\d{1,2}) (\d{1,2}) \* \* \*$/;

const two = (number: number) => String(number).padStart(2, "0");
const timeOf = (minutes: number) => `${two(Math.floor((minutes % DAY) / 60))}:${two(minutes % 60)}`;

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

/** As the server keeps it. */
export function fromWeekly({ fromDay, fromTime, toDay, toTime }: Weekly): { cron: string; minutes: number } {
  const [from, to] = [minutesOf(fromTime), minutesOf(toTime)];
  const minutes = (((toDay * DAY + to - fromDay * DAY - from) % WEEK) + WEEK) % WEEK;
  return { cron: `${from % 60} ${Math.floor(from / 60)} * * ${fromDay}`, minutes: minutes === 0 ? WEEK : minutes };
}

/** The days and times of one that comes once a week; `undefined` for every other. */
export function weeklyOf(freeze: Freeze): Weekly | undefined {
  const match = freeze.kind === "recurring" ? WEEKLY.exec(freeze.cron) : null;
  if (freeze.kind !== "recurring" || !match || freeze.minutes > WEEK) return undefined;
  const [minute = 0, hour = 0, day = 0] = match.slice(1).map(Number);
  const from = (day % 7) * DAY + hour * 60 + minute;
  const to = (from + freeze.minutes) % WEEK;
  return { fromDay: day % 7, fromTime: timeOf(from), toDay: Math.floor(to / DAY), toTime: timeOf(to) };
}

/** "every week from Friday 17:00 to Monday 09:00, Europe/Berlin time". */
export function freezeWords(freeze: Freeze): string {
  if (freeze.kind === "once")
    return `once, from ${zonedWords(freeze.from, "UTC")} to ${zonedWords(freeze.until, "UTC")} UTC`;
  const where = `${freeze.timeZone} time`;
  const weekly = weeklyOf(freeze);
  if (weekly)
    return `every week from ${DAYS[weekly.fromDay]} ${weekly.fromTime} to ${DAYS[weekly.toDay]} ${weekly.toTime}, ${where}`;
  const daily = DAILY.exec(freeze.cron);
  if (daily && freeze.minutes < DAY) {
    const from = Number(daily[2]) * 60 + Number(daily[1]);
    return `every day from ${timeOf(from)} to ${timeOf(from + freeze.minutes)}, ${where}`;
  }
  return `at “${freeze.cron}” for ${lasting(freeze.minutes)}, ${where}`;
}

function lasting(minutes: number): string {
  if (minutes < 60) return `${minutes} minutes`;
  if (minutes >= 2 * DAY && minutes % DAY === 0) return `${minutes / DAY} days`;
  const hours = Math.round((minutes / 60) * 10) / 10;
  return hours === 1 ? "an hour" : `${hours} hours`;
}
