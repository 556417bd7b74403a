/** A month, as "2026-11". */
export type Month = string;

export const isMonth = (value: unknown): value is Month =>
  typeof value === "string" && /^\d{4}-(0[1-9]|1[0-2])$/.test(value);

/** The month of a moment by this browser's clocks. */
export function monthOf(at: number): Month {
  const date = new Date(at);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}`;
}

/** @param by how many months later; negative for earlier */
export function monthAfter(month: Month, by: number): Month {
  const [year = 1970, number = 1] = month.split("-").map(Number);
  return monthOf(new Date(year, number - 1 + by, 1).getTime());
}

/** When the days of its weeks begin by this browser's clocks: whole weeks, from Monday on, and one moment more, their end. */
export function daysOf(month: Month): number[] {
  const [year = 1970, number = 1] = month.split("-").map(Number);
  const first = new Date(year, number - 1, 1);
  const lead = (first.getDay() + 6) % 7;
  const length = new Date(year, number, 0).getDate();
  const weeks = Math.ceil((lead + length) / 7);
  return Array.from({ length: weeks * 7 + 1 }, (_, index) => new Date(year, number - 1, 1 - lead + index).getTime());
}

const title = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric" });
export const monthWords = (month: Month) => title.format(new Date(`${month}-15T12:00:00`));

/** Something with a beginning; with an end, it lasts. */
export interface Timed {
  from: number;
  until?: number;
}

/** What falls into a day, in order; what lasts falls into every day that it touches. */
export function inDay<T extends Timed>(all: readonly T[], from: number, to: number): T[] {
  return all
    .filter((one) => one.from < to && (one.until === undefined ? one.from >= from : one.until > from))
    .sort((a, b) => a.from - b.from);
}
