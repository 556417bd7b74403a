import type { Counted } from "../storage/usage.ts";

/** Rows of each list in one transaction: some milliseconds on SQLite, during which nothing else runs. */
const ROWS = 200;

/** The same counts in parts that are written one after another. Mostly it is one. */
export function* slices({ evaluations, unknown, events }: Counted): Generator<Counted> {
  const longest = Math.max(evaluations.length, unknown.length, events.length);
  for (let from = 0; from < longest; from += ROWS) {
    const part = <Row>(rows: Row[]) => rows.slice(from, from + ROWS);
    yield { evaluations: part(evaluations), unknown: part(unknown), events: part(events) };
  }
}
