import type { Report, Ruleset } from "@switchyard/core";

/** Different names of one kind that are told apart between two reports; the others are counted together, as dropped. */
const MAX_NAMES = 1_000;
/** So that a report stays well below the 64 KB of a message: names have 100 characters each. */
const ENTRIES_PER_REPORT = 200;

export type Body = Omit<Report, "type" | "seq">;

export interface Counts {
  /** A key that no flag has. */
  unknown(flag: string): void;
  /** @param value of the event; NaN and infinities count as 0 */
  event(name: string, value: number): void;
  /** Takes the numbers of flags that are replaced or removed, before nobody can find them any more. */
  retire(before: Ruleset, now: Ruleset, keys: readonly string[]): void;
  /** All that was counted since the last time, in as many reports as it takes. */
  take(now: Ruleset | undefined): Body[];
}

/** What was evaluated, asked for in vain, and tracked. Evaluations are counted in the ruleset itself. */
export function createCounts(): Counts {
  const retired = new Map<string, Body["evaluations"][number]>();
  const unknown = new Map<string, { flag: string; count: number }>();
  const events = new Map<string, { event: string; count: number; sum: number }>();
  let dropped = 0;

  function note<Entry extends { count: number }>(entries: Map<string, Entry>, name: string, entry: Entry) {
    const known = entries.get(name);
    if (known) known.count += entry.count;
    else if (entries.size < MAX_NAMES) entries.set(name, entry);
    else dropped += entry.count;
    return known;
  }

  /** Reads and clears the numbers of one flag. */
  function gather(ruleset: Ruleset, flag: string) {
    for (const tally of ruleset.flags.get(flag)?.tallies ?? []) {
      const { variant, count } = tally;
      if (count === 0) continue;
      tally.count = 0;
      note(retired, JSON.stringify([flag, variant]), { flag, variant, count });
    }
  }

  return {
    unknown: (flag) => void note(unknown, flag.slice(0, 100), { flag: flag.slice(0, 100), count: 1 }),
    event(name, value) {
      const sum = Number.isFinite(value) ? value : 0;
      const known = note(events, name, { event: name, count: 1, sum });
      if (known) known.sum += sum;
    },
    retire(before, now, keys) {
      for (const key of keys) if (before.flags.get(key) !== now.flags.get(key)) gather(before, key);
    },
    take(now) {
      const evaluations = [...retired.values()];
      retired.clear();
      if (now) {
        for (const key of now.flags.keys()) gather(now, key);
        evaluations.push(...retired.values());
        retired.clear();
      }
      const all: Body[] = [
        ...parts(evaluations).map((part): Body => ({ evaluations: part })),
        ...parts([...unknown.values()]).map((part): Body => ({ evaluations: [], unknown: part })),
        ...parts([...events.values()]).map((part): Body => ({ evaluations: [], events: part })),
      ];
      unknown.clear();
      events.clear();
      if (dropped > 0) all.push({ evaluations: [], dropped });
      dropped = 0;
      return all;
    },
  };
}

function parts<Item>(items: readonly Item[]): Item[][] {
  const result: Item[][] = [];
  for (let at = 0; at < items.length; at += ENTRIES_PER_REPORT) result.push(items.slice(at, at + ENTRIES_PER_REPORT));
  return result;
}
