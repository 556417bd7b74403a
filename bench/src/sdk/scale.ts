import { compileRuleset, type EvaluationContext, isEnabled } from "@switchyard/core";
import { CONTEXTS, contexts, mixed, plain, rollout, segment, targeted } from "./fixtures.ts";
import { compare, type Loop } from "./measure.ts";
import { table } from "./table.ts";

const MASK = CONTEXTS - 1;
const FLAGS = [100, 1000, 10_000];
const KEYS = [100, 10_000, 100_000];

function asking(ruleset: ReturnType<typeof compileRuleset>, key: string, people: EvaluationContext[]): Loop {
  return (times) => {
    let on = 0;
    for (let i = 0; i < times; i++) if (isEnabled(ruleset, key, people[i & MASK])) on++;
    return on;
  };
}

function report(loops: Record<string, Loop>): string {
  const measured = compare(loops);
  const first = measured[0]?.nanoseconds ?? Number.NaN;
  return table(
    ["", "ns", "× the first"],
    measured.map(({ name, nanoseconds }) => [name, nanoseconds.toFixed(1), (nanoseconds / first).toFixed(2)]),
  );
}

/** The same question to rulesets of different sizes. */
export function scale(): string {
  const people = contexts();
  const byFlags = FLAGS.flatMap((count) => {
    const ruleset = compileRuleset({ flags: [...mixed(count), plain("plain"), rollout("rollout")], segments: [] });
    return ["plain", "rollout"].map((key) => [`${key}, among ${count} flags`, asking(ruleset, key, people)] as const);
  });
  // Whoever is asked for is in the segment, or the set would be left early.
  const members = JSON.parse(JSON.stringify(people.map((_, i) => ({ targetingKey: `shopper-${i % 100}` }))));
  const byKeys = KEYS.map((count) => {
    const ruleset = compileRuleset({ flags: [targeted("member", "big")], segments: [segment("big", count)] });
    return [`inSegment, of ${count} keys`, asking(ruleset, "member", members)] as const;
  });
  const plains = byFlags.filter((_, i) => i % 2 === 0);
  const rollouts = byFlags.filter((_, i) => i % 2 === 1);
  return [plains, rollouts, byKeys].map((loops) => report(Object.fromEntries(loops))).join("\n\n");
}
