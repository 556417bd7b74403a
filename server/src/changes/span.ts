import type { ChangeFilter, Reads } from "../storage/port.ts";

/** A span of time, milliseconds since 1970: from the first on, and before the second. */
export interface Span {
  from?: number | undefined;
  to?: number | undefined;
}

/** The same span as ids of the change log, which is written in the order of time: no index by time is needed for it. */
export async function idsOf(reads: Reads, { from, to }: Span): Promise<Pick<ChangeFilter, "after" | "before">> {
  return {
    ...(from === undefined ? {} : { after: (await firstSince(reads, from)) - 1 }),
    ...(to === undefined ? {} : { before: await firstSince(reads, to) }),
  };
}

/** The smallest id of a change at or after a moment; one more than the newest when there is none. Some thirty short reads. */
async function firstSince(reads: Reads, time: number): Promise<number> {
  let [low, high] = [1, 1];
  // Doubling finds an id that is not before it, and then the first of them is between.
  while (await isBefore(reads, high, time)) [low, high] = [high + 1, high * 2];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await isBefore(reads, middle, time)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether the first change from an id on is before a moment; false when there is none. */
async function isBefore(reads: Reads, id: number, time: number): Promise<boolean> {
  const [change] = await reads.changeLog(id - 1, 1);
  return change !== undefined && change.at < time;
}
