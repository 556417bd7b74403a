import { compileRuleset, type EvaluationContext, getDetails, isEnabled, type Ruleset } from "@switchyard/core";
// The hash is no export of the package: applications have no use for it, only this comparison has.
import { hashAfter, prefixState } from "../../../core/src/hash/murmur.ts";
import { CONTEXTS, contexts, mixed, plain, rollout, threeRules } from "./fixtures.ts";
import { allocated, compare, type Loop } from "./measure.ts";
import { table } from "./table.ts";

const MASK = CONTEXTS - 1;

function asking(ruleset: Ruleset, key: string, people: EvaluationContext[]): Loop {
  return (times) => {
    let on = 0;
    for (let i = 0; i < times; i++) if (isEnabled(ruleset, key, people[i & MASK], false)) on++;
    return on;
  };
}

function looking(map: ReadonlyMap<string, { on: boolean }>, key: string): Loop {
  return (times) => {
    let on = 0;
    for (let i = 0; i < times; i++) if (map.get(key)?.on) on++;
    return on;
  };
}

/** The least that a rollout can cost: find the flag, take the key out of the context, hash it, compare. */
function hashing(map: ReadonlyMap<string, { on: boolean }>, key: string, people: EvaluationContext[]): Loop {
  const state = prefixState("k3v9qx2.");
  return (times) => {
    let on = 0;
    for (let i = 0; i < times; i++) {
      const hash = hashAfter(state, 8, people[i & MASK]?.targetingKey as string);
      if (map.get(key)?.on && hash < 0) on++;
    }
    return on;
  };
}

const shelf: { number: number }[] = [];

/** Point by point: what a call costs beside what it can't do without. */
export function hotPaths(): string {
  const people = contexts();
  const data = [...mixed(1000).slice(3), plain("plain"), rollout("rollout"), threeRules("three-rules")];
  const ruleset = compileRuleset({ flags: data, segments: [] });
  const map = new Map(data.map(({ key }) => [key, { on: key.length > 0 }]));
  const loops: Record<string, Loop> = {
    "Map lookup": looking(map, "plain"),
    "hash from prepared state + Map lookup": hashing(map, "rollout", people),
    "isEnabled, plain flag": asking(ruleset, "plain", people),
    "isEnabled, 25 % rollout": asking(ruleset, "rollout", people),
    "isEnabled, three rules, then a rollout": asking(ruleset, "three-rules", people),
    "getDetails, 25 % rollout": (times) => {
      let on = 0;
      for (let i = 0; i < times; i++) if (getDetails(ruleset, "rollout", people[i & MASK], false).value) on++;
      return on;
    },
    "one object kept, to see the instrument": (times) => {
      for (let i = 0; i < times; i++) shelf[i & MASK] = { number: i };
      return shelf.length;
    },
  };
  const measured = compare(loops);
  const of = (name: string): number => measured.find((one) => one.name === name)?.nanoseconds ?? Number.NaN;
  const bare = of("Map lookup");
  const floor = of("hash from prepared state + Map lookup");
  return table(
    ["", "ns", "× Map lookup", "× hash + lookup", "bytes per call"],
    measured.map(({ name, nanoseconds }) => [
      name,
      nanoseconds.toFixed(1),
      (nanoseconds / bare).toFixed(2),
      (nanoseconds / floor).toFixed(2),
      allocated(loops[name] as Loop).toFixed(1),
    ]),
  );
}
