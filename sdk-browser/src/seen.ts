import type { Report } from "@switchyard/core";

/** `[flag, variant]`, `[flag]` for a key that no flag has, and `[0, event, value]`. */
export type Seen = [flag: string, variant?: string | null] | [event: 0, name: string, value: number];

/** Entries of a kind in one report; what finds no room is a number. */
const MAX_ENTRIES = 100;

export function addUp(seen: readonly Seen[]): Pick<Report, "evaluations" | "unknown" | "events" | "dropped"> {
  const evaluations = new Map<string, Report["evaluations"][number]>();
  const unknown = new Map<string, { flag: string; count: number }>();
  const events = new Map<string, { event: string; count: number; sum: number }>();
  let dropped = 0;

  function count<Entry extends { count: number }>(entries: Map<string, Entry>, name: string, first: Entry) {
    const entry = entries.get(name) ?? first;
    if (entry === first && entries.size >= MAX_ENTRIES) dropped++;
    else entries.set(name, entry);
    entry.count++;
    return entry;
  }

  for (const one of seen) {
    if (one[0] === 0) count(events, one[1], { event: one[1], count: 0, sum: 0 }).sum += one[2];
    else if (one[1] === undefined) count(unknown, one[0], { flag: one[0], count: 0 });
    else count(evaluations, JSON.stringify(one), { flag: one[0], variant: one[1], count: 0 });
  }
  return {
    evaluations: [...evaluations.values()],
    unknown: [...unknown.values()],
    events: [...events.values()],
    ...(dropped && { dropped }),
  };
}
