/** So many reports before the last one are remembered: five minutes of them. */
const REMEMBERED = 30;
const MASK = 2 ** REMEMBERED - 1;

/** Which reports of one reporter were counted: the highest, and a bit for each of those before it. */
export interface Window {
  seq: number;
  before: number;
}

/** @returns the window with this report in it; `undefined` when it was counted, or when that isn't known any more */
export function withReport({ seq, before }: Window, report: number): Window | undefined {
  const ahead = report - seq;
  if (ahead > 0) {
    const shifted = ahead > REMEMBERED ? 0 : Number((BigInt(before) << BigInt(ahead)) & BigInt(MASK));
    const last = ahead > REMEMBERED || seq === 0 ? 0 : 2 ** (ahead - 1);
    return { seq: report, before: shifted + last };
  }
  const bit = 2 ** (-ahead - 1);
  if (ahead === 0 || -ahead > REMEMBERED || Math.floor(before / bit) % 2 === 1) return undefined;
  return { seq, before: before + bit };
}
