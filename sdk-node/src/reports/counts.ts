import { isLabel, MAX_REPORT_ENTRIES, type Report, type Ruleset } from "@switchyard/core";

/** Different names of one kind that are told apart between two reports; the others are counted together, as dropped. */
const MAX_NAMES = 1_000;
/** So that a report stays below the 64 KB of a message. */
const BYTES_PER_REPORT = 60_000;

type Body = Omit<Report, "type" | "seq">;

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
  function gather(ruleset: Ruleset, flag: string): Body["evaluations"] {
    return (ruleset.flags.get(flag)?.tallies ?? []).flatMap((tally) => {
      const { variant, count } = tally;
      tally.count = 0;
      return count > 0 ? [{ flag, variant, count }] : [];
    });
  }

  return {
    unknown(flag) {
      if (isLabel(flag)) note(unknown, flag, { flag, count: 1 });
      else dropped++;
    },
    event(name, value) {
      const sum = Number.isFinite(value) ? value : 0;
      const known = note(events, name, { event: name, count: 1, sum });
      if (known) known.sum += sum;
    },
    retire(before, now, keys) {
      for (const key of keys) {
        if (before.flags.get(key) === now.flags.get(key)) continue;
        for (const entry of gather(before, key)) note(retired, JSON.stringify([key, entry.variant]), entry);
      }
    },
    take(now) {
      const evaluations = [...retired.values()];
      retired.clear();
      if (now) for (const key of now.flags.keys()) evaluations.push(...gather(now, key));
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
  let room = 0;
  for (const item of items) {
    const part = result.at(-1);
    room -= Buffer.byteLength(JSON.stringify(item)) + 1;
    if (part && room >= 0 && part.length < MAX_REPORT_ENTRIES) part.push(item);
    else {
      room = BYTES_PER_REPORT - Buffer.byteLength(JSON.stringify(item)) - 1;
      result.push([item]);
    }
  }
  return result;
}
