import type { MetricReport, Sparse } from "./report.ts";
import { addSparse, type Tally } from "./shards.ts";

/** Events of one group in one report, added to what is known of the group's shards. */
export interface Counts {
  of: number;
  bad: number;
}

export function takeCounts(tally: Tally, { of, bad }: { of: Sparse; bad: Sparse }): Counts {
  return { of: addSparse(tally.of, of), bad: addSparse(tally.bad, bad) };
}

/** Values as events: those in buckets above `threshold` are bad. */
export function takeValues(tally: Tally, cells: readonly number[], threshold: number): Counts {
  const counts = { of: 0, bad: 0 };
  for (let at = 0; at < cells.length; at += 3) {
    const shard = cells[at] ?? 0;
    const count = cells[at + 2] ?? 0;
    counts.of += count;
    tally.of[shard] = (tally.of[shard] ?? 0) + count;
    if ((cells[at + 1] ?? 0) <= threshold) continue;
    counts.bad += count;
    tally.bad[shard] = (tally.bad[shard] ?? 0) + count;
  }
  return counts;
}

export const sparseOf = (metric: MetricReport | undefined) => (metric?.kind === "count" ? metric : { of: [], bad: [] });

export const cellsOf = (metric: MetricReport | undefined) => (metric?.kind === "values" ? metric.cells : []);
