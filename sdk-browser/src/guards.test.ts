import { type ClientFlag, type ClientGuard, type GuardReport, murmur3 } from "@switchyard/core";
import { expect, test } from "vitest";
import type { Answers } from "./answers.ts";
import { createPageGuards } from "./guards.ts";

const GUARD: ClientGuard = {
  plan: "plan-1",
  stage: 0,
  percentage: 50,
  metrics: [
    { key: "failed", kind: "count", from: "event", event: "checkout.failed" },
    { key: "load", kind: "values", from: "event", event: "page.load" },
  ],
};

const rollout = (guard?: ClientGuard): ClientFlag => ({
  key: "checkout",
  salt: "abcdefg",
  below: 2 ** 31,
  variants: [{ variant: "on", value: true, below: 2 ** 32 }],
  otherwise: { variant: "off", value: false },
  ...(guard && { guard }),
});

const answersFor = (person: string, flag: ClientFlag = rollout(GUARD)): Answers => ({
  context: { targetingKey: person },
  flags: new Map([[flag.key, flag]]),
});

const hash = (text: string) => murmur3(text);
const isTreated = (person: string) => hash(`abcdefg.${person}`) < 2 ** 31;
const [ann = "", bob = ""] = [true, false].map((treated) =>
  ["a", "b", "c", "d", "e", "f", "g"].find((person) => isTreated(person) === treated),
);
const shardOf = (person: string) => hash(`abcdefg#${person}`) >>> 27;
const asked: [string, string] = ["checkout", "on"];

test("a page counts for the group that its person is in", () => {
  const guards = createPageGuards(hash);
  for (const [person, mine, other] of [
    [ann, "treated", "control"],
    [bob, "control", "treated"],
  ] as const) {
    guards.note([asked, asked, [0, "checkout.failed", 1], [0, "page.load", 100], [0, "other", 1]], answersFor(person));
    const [report, ...more] = guards.take();
    const shard = shardOf(person);
    expect(more).toEqual([]);
    expect(report).toMatchObject({ flag: "checkout", plan: "plan-1", stage: 0, percentage: 50 });
    expect(report?.[mine]).toEqual({
      requests: 1,
      units: [shard, 1],
      metrics: [
        { metric: "failed", of: [shard, 1], bad: [shard, 1] },
        { metric: "load", cells: [shard, 53, 1] },
      ],
    });
    expect(report?.[other]).toEqual({ requests: 0, units: [], metrics: [] });
  }
  expect(guards.take()).toEqual([]);
});

test("somebody is seen for the first time once, and what happens before the flag was asked counts for nobody", () => {
  const guards = createPageGuards(hash);
  guards.note([[0, "checkout.failed", 1], ["checkout", null], asked], answersFor(ann));
  guards.note([asked], answersFor(ann));
  const first = guards.take();
  guards.note([asked], answersFor(ann));
  const units = [...first, ...guards.take()].map(({ treated }) => treated.units);
  expect(units).toEqual([[shardOf(ann), 1], []]);
  expect(first[0]?.treated.metrics).toEqual([{ metric: "failed", of: [shardOf(ann), 1], bad: [] }]);
});

test.each<[string, Answers]>([
  ["the next stage", answersFor(ann, rollout({ ...GUARD, stage: 1, percentage: 75 }))],
  ["another person", answersFor(bob)],
  ["no rollout any more", answersFor(ann, rollout())],
])("%s ends the report, and what happens then needs a new evaluation", (_, next) => {
  const guards = createPageGuards(hash);
  guards.note([asked], answersFor(ann));
  guards.note([[0, "checkout.failed", 1]], next);
  const reports = guards.take();
  expect(reports).toHaveLength(1);
  expect(reports[0]).toMatchObject({ stage: 0, treated: { requests: 1, metrics: [{ metric: "failed", bad: [] }] } });
});

test("where rules decide, the server has said which group and shard the person is in", () => {
  const guards = createPageGuards(hash);
  const flag: ClientFlag = {
    key: "checkout",
    variant: "on",
    value: true,
    reason: "SPLIT",
    guard: { ...GUARD, treated: true, shard: 17 },
  };
  guards.note([asked], answersFor("somebody", flag));
  const expected: Partial<GuardReport> = { treated: { requests: 1, units: [17, 1], metrics: expect.anything() } };
  expect(guards.take()).toMatchObject([expected]);
});
