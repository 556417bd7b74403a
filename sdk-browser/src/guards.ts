import type {
  ClientFlag,
  ClientGuard,
  ClientRollout,
  EvaluationContext,
  GuardGroup,
  GuardReport,
} from "@switchyard/core";
import { createGroupCounts, type GroupCounts } from "@switchyard/core/client/guards";
import type { Answers } from "./answers.ts";
import type { Seen } from "./seen.ts";

// Loaded only while a guarded rollout runs: what happens to the person in front of the page, by the group that they are in.

/** A shard is the top 5 bits of 32. */
const SHARD_SHIFT = 27;
const MAX_WAITING = 20;

/** One flag's, for one person in one stage. */
interface Place {
  guard: ClientGuard;
  who: string;
  shard: number;
  treated: boolean;
}

interface Counted extends Place {
  counts: GroupCounts;
  /** Since the last report. */
  asked: boolean;
}

export interface PageGuards {
  /** @param answers with which it was seen */
  note(seen: readonly Seen[], answers: Answers): void;
  take(): GuardReport[];
}

/** @param hash the one that buckets */
export function createPageGuards(hash: (text: string) => number): PageGuards {
  const running = new Map<string, Counted>();
  const known = new Set<string>();
  let waiting: GuardReport[] = [];

  function evaluated(key: string, { flags, context }: Answers) {
    const found = place(flags.get(key), context, hash);
    if (!found) return;
    const counted = running.get(key) ?? { ...found, counts: createGroupCounts(found.guard.metrics), asked: false };
    running.set(key, counted);
    const name = `${found.guard.plan} ${found.who}`;
    if (!known.has(name)) counted.counts.unit(found.shard);
    known.add(name);
    counted.asked = true;
  }

  /** Where what was counted of a flag goes when it is of another stage, or of somebody else. */
  function put(flag: string) {
    const counted = running.get(flag);
    if (!counted) return;
    const { guard, shard, treated, counts } = counted;
    // However often a page asks while it is drawn: somebody who uses it is one request of a report.
    if (counted.asked) counts.request(shard);
    counted.asked = false;
    if (!counts.size) return;
    const { plan, stage, percentage } = guard;
    const [mine, other] = [counts, createGroupCounts([])].map((group) => group.read()) as [GuardGroup, GuardGroup];
    const groups = treated ? { treated: mine, control: other } : { treated: other, control: mine };
    waiting.push({ flag, plan, stage, percentage, ...groups });
    if (waiting.length > MAX_WAITING) waiting.shift();
    counted.counts = createGroupCounts(guard.metrics);
  }

  return {
    note(seen, answers) {
      // What happened since has nothing to do with a rollout that has ended, with the stage before, or with somebody else.
      for (const [key, counted] of running) {
        const now = place(answers.flags.get(key), answers.context, hash);
        if (now && isSame(now, counted)) continue;
        put(key);
        running.delete(key);
      }
      for (const one of seen) {
        if (one[0] === 0) for (const { counts, shard } of running.values()) counts.event(shard, one[1], one[2]);
        else if (one[1]) evaluated(one[0], answers);
      }
    },
    take() {
      for (const key of running.keys()) put(key);
      const reports = waiting;
      waiting = [];
      return reports;
    },
  };
}

const isSame = (one: Place, other: Place) => nameOf(one) === nameOf(other);
const nameOf = ({ guard: { plan, stage, percentage }, who, treated }: Place) =>
  JSON.stringify([plan, stage, percentage, who, treated]);

/** Who asks, and in which group and shard they are; nothing for who is in none. */
function place(
  flag: ClientFlag | undefined,
  context: EvaluationContext,
  hash: (text: string) => number,
): Place | undefined {
  if (!flag || !("guard" in flag) || !flag.guard) return undefined;
  if (!("salt" in flag)) {
    const { treated, shard } = flag.guard as { treated: boolean; shard: number };
    return { guard: flag.guard, who: JSON.stringify(context), treated, shard };
  }
  const who = keyOf(flag, context);
  return {
    guard: flag.guard,
    who,
    treated: hash(`${flag.salt}.${who}`) < flag.below,
    shard: hash(`${flag.salt}#${who}`) >>> SHARD_SHIFT,
  };
}

/** Whoever has none got no variant, and is not counted. */
function keyOf({ bucketBy = ["targetingKey"] }: ClientRollout, context: EvaluationContext): string {
  return `${bucketBy.reduce((value: unknown, name) => (value as Record<string, unknown> | undefined)?.[name], context)}`;
}
