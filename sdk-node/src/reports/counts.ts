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
      const all = pack({ evaluations, unknown: [...unknown.values()], events: [...events.values()] });
      unknown.clear();
      events.clear();
      if (dropped > 0) all[Math.max(0, all.length - 1)] = { ...(all.at(-1) ?? { evaluations: [] }), dropped };
      dropped = 0;
      return all;
    },
  };
}

type Lists = Required<Pick<Body, "evaluations" | "unknown" | "events">>;

/** In as few reports as it takes: only so many may be sent in a minute, and what waits for the next is lost when the process ends first. */
function pack(lists: Lists): Body[] {
  const bodies: Body[] = [];
  let room = 0;
  let entries = 0;

  function add<Name extends keyof Lists>(name: Name, item: Lists[Name][number]) {
    const bytes = Buffer.byteLength(JSON.stringify(item)) + 1;
    const open = bodies.at(-1);
    room -= bytes;
    const fits = open && room >= 0 && entries < MAX_REPORT_ENTRIES;
    const body: Body = fits ? open : { evaluations: [] };
    if (!fits) {
      bodies.push(body);
      room = BYTES_PER_REPORT - bytes;
      entries = 0;
    }
    entries++;
    const list = (body[name] ?? []) as Lists[Name][number][];
    list.push(item);
    body[name] = list as Lists[Name];
  }

  for (const item of lists.evaluations) add("evaluations", item);
  for (const item of lists.unknown) add("unknown", item);
  for (const item of lists.events) add("events", item);
  return bodies;
}
