import { type Counts, takeValues } from "./counts.ts";
import { addTo, fade, type Histogram, quantileBucket } from "./histogram.ts";
import type { Tally } from "./shards.ts";

/** What control showed is forgotten by halves, so that its quantile is today's. */
const MEMORY = 50_000;
/** So many values must lie above the quantile on average before it means anything. */
const FEWEST_ABOVE = 5;

/**
 * Which values of a report are slow: those above the control group's own quantile, as it was before the report, so that what
 * is judged has no part in the judgement. For treated the threshold lies one bucket, 9 %, higher: so much is tolerated.
 *
 * @returns `undefined` while control has shown too little
 */
export function takeSlow(
  past: Histogram,
  quantile: number,
  treated: { tally: Tally; cells: readonly number[] },
  control: { tally: Tally; cells: readonly number[] },
): { treated: Counts; control: Counts } | undefined {
  if (past.total * (1 - quantile) < FEWEST_ABOVE) return undefined;
  const threshold = quantileBucket(past, quantile);
  return {
    treated: takeValues(treated.tally, treated.cells, threshold + 1),
    control: takeValues(control.tally, control.cells, threshold),
  };
}

/** Adds what control showed in a report, after the report was judged. */
export function remember(past: Histogram, cells: readonly number[]): void {
  for (let at = 0; at < cells.length; at += 3) addTo(past, cells[at + 1] ?? 0, cells[at + 2] ?? 0);
  if (past.total > MEMORY) fade(past);
}
