import { expect, it } from "vitest";
import type { CompiledFlag } from "../compile/compiled.ts";
import { answerOf } from "../evaluate.ts";
import type { EvaluationContext, FlagData, FlagGuard, Serve } from "../flag.ts";
import { compileRuleset } from "../ruleset.ts";
import { toClientFlag } from "../to-client-flag.ts";
import { bucket } from "./bucket.ts";
import { guardGroup, guardShard } from "./guard-group.ts";

const rollout = (percentage: number, bucketBy?: string): Serve => ({
  rollout: {
    percentage,
    variants: [{ variant: "on", weight: 1 }],
    otherwise: "off",
    ...(bucketBy === undefined ? {} : { bucketBy }),
  },
});

const guard = (changes: Partial<FlagGuard> = {}): FlagGuard => ({
  plan: "p1",
  stage: 0,
  percentage: 50,
  metrics: [{ key: "errors", kind: "count", from: "requests" }],
  ...changes,
});

const flagWith = (changes: Partial<FlagData>): FlagData => ({
  key: "checkout",
  type: "boolean",
  variants: [
    { key: "on", value: true },
    { key: "off", value: false },
  ],
  salt: "abcdefg",
  clientSide: true,
  enabled: true,
  offVariant: "off",
  prerequisites: [],
  targets: [{ variant: "on", keys: ["tester"] }],
  rules: [],
  fallthrough: rollout(50),
  guard: guard(),
  ...changes,
});

function look(flag: FlagData, context: EvaluationContext) {
  const ruleset = compileRuleset({ flags: [flag], segments: [] });
  const compiled = ruleset.flags.get(flag.key) as CompiledFlag;
  const answer = answerOf(ruleset, flag.key, context);
  const visible = toClientFlag(ruleset, flag.key, context);
  return { answer, group: guardGroup(compiled, answer), shard: guardShard(compiled, context), visible };
}

it("is treated for who is exposed, control for who is not, and nothing for who never came there", () => {
  const groups = new Set<string | undefined>();
  for (let at = 0; at < 50; at += 1) {
    const { answer, group } = look(flagWith({}), { targetingKey: `p${at}` });
    expect(group).toBe(answer.variant === "on" ? "treated" : "control");
    groups.add(group);
  }
  expect(groups.size).toBe(2);
  expect(look(flagWith({}), { targetingKey: "tester" }).group).toBeUndefined();
  expect(look(flagWith({}), {}).group).toBeUndefined();
});

it("is treated for everyone at 100 %", () => {
  const flag = flagWith({ targets: [], fallthrough: rollout(100), guard: guard({ percentage: 100 }) });
  expect(look(flag, { targetingKey: "ann" }).group).toBe("treated");
});

it("is that of the rule which the guard names", () => {
  const rules = [
    {
      id: "beta",
      conditions: [{ attribute: "beta", operator: "equals" as const, values: [true] }],
      serve: rollout(50),
    },
  ];
  const flag = flagWith({ rules, guard: guard({ rule: "beta" }) });
  expect(look(flag, { targetingKey: "ann", beta: true }).group).toBeDefined();
  expect(look(flag, { targetingKey: "ann" }).group).toBeUndefined();
});

it("without a guard there are no groups", () => {
  const { guard: _, ...flag } = flagWith({});
  expect(look(flag, { targetingKey: "ann" }).group).toBeUndefined();
});

it("shards are by what the rollout buckets by, also where everyone is in", () => {
  for (const percentage of [50, 100]) {
    const flag = flagWith({ targets: [], fallthrough: rollout(percentage, "org.id") });
    const { shard } = look(flag, { targetingKey: "ann", org: { id: 7 } });
    expect(shard).toBe(bucket("abcdefg", "#", "7") >>> 27);
    expect(look(flag, { targetingKey: "ann" }).shard).toBeUndefined();
  }
});

it("a browser learns its group and shard, but not by which rule", () => {
  const pure = look(flagWith({ targets: [] }), { targetingKey: "ann" });
  expect(pure.visible).toMatchObject({ shared: true, flag: { salt: "abcdefg", guard: guard() } });
  const rules = [{ id: "everyone", conditions: [], serve: rollout(50) }];
  const personal = look(flagWith({ rules, guard: guard({ rule: "everyone" }) }), { targetingKey: "ann" });
  expect(personal.visible).toMatchObject({ shared: false });
  expect(personal.visible?.flag).toMatchObject({
    guard: { ...guard(), treated: personal.group === "treated", shard: personal.shard },
  });
  expect(JSON.stringify(personal.visible)).not.toContain("everyone");
  const full = flagWith({ targets: [], fallthrough: rollout(100), guard: guard({ percentage: 100 }) });
  expect(look(full, { targetingKey: "ann" }).visible).toMatchObject({
    shared: false,
    flag: { guard: { treated: true } },
  });
  // Nobody is asked for a key who needs none.
  expect(look(full, {}).visible).toEqual({
    shared: false,
    flag: { key: "checkout", variant: "on", value: true, reason: "STATIC" },
  });
});
