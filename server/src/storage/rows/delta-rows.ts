import { type Delta, REACH, type Touched } from "../port.ts";

/** Whether a delta may span from there to here. */
export function isWithinReach(since: number, version: number): boolean {
  const distance = version - since;
  return Number.isSafeInteger(since) && since >= 0 && distance >= 0 && distance <= REACH;
}

/**
 * What made the version that is read on from, and those that came since: one row for each, none missing or damaged, else nobody can say
 * what has come.
 *
 * @param rows from `since` on
 */
export function readOn(rows: Touched[], since: number, version: number): Pick<Delta, "since" | "touched"> | undefined {
  const touched = rows.filter((row) => row.version > since);
  const isGapless =
    touched.length === version - since && touched.every((row, index) => row.version === since + 1 + index);
  return isGapless ? { since: rows.find((row) => row.version === since), touched } : undefined;
}

export const unique = (keys: string[]) => [...new Set(keys)].sort();

/** Touched, but no row to be served: archived, deleted or renamed. A damaged row is there, and so not removed. */
export function missing(keys: string[], rows: { key: string }[]): string[] {
  const there = new Set(rows.map(({ key }) => key));
  return keys.filter((key) => !there.has(key));
}
