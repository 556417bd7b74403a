import { asNumber, type CompileTest, readValues } from "./operator.ts";

const ISO = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?:Z|([+-])(\d\d):(\d\d))$/;

/**
 * ISO 8601 date and time with offset (`2026-03-01T09:30:00.000+01:00`; seconds and fraction may be missing), as
 * RFC 3339 has it, or epoch milliseconds as a number.
 * @returns epoch milliseconds; digits beyond milliseconds are cut
 */
export function parseTime(value: unknown): number | undefined {
  if (typeof value !== "string") return asNumber(value);
  const match = ISO.exec(value);
  if (match === null) return undefined;
  const part = (index: number): number => Number(match[index] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  const offset = part(9) * 60 + part(10);
  if (hour > 23 || minute > 59 || second > 59 || part(9) > 23 || part(10) > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const milliseconds = Number((match[7] ?? "").slice(0, 3).padEnd(3, "0"));
  const local = date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds;
  return local - (match[8] === "-" ? -offset : offset) * 60_000;
}

const comparing =
  (bound: (...values: number[]) => number, compare: (attribute: number, bound: number) => boolean): CompileTest =>
  (operands) => {
    const what = "an ISO 8601 time with offset or epoch milliseconds";
    const limit = readValues(operands, what, parseTime).reduce((a, b) => bound(a, b), bound());
    return (attribute) => {
      const time = parseTime(attribute);
      return time === undefined ? undefined : compare(time, limit);
    };
  };

export const before = comparing(Math.max, (time, bound) => time < bound);
export const after = comparing(Math.min, (time, bound) => time > bound);
