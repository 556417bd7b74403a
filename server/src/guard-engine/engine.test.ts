import { describe, expect, it } from "vitest";
import {
  bucketOf,
  type EngineState,
  type Guard,
  type GuardReport,
  judge,
  moveToStage,
  type Plan,
  SHARDS,
  secondsToProve,
  startEngine,
  takeGuardReport,
} from "./index.ts";

const MINUTE = 60_000;
const ERRORS: Guard = { key: "errors", metric: "errors", kind: "rate" };

const planOf = (guards: Guard[] = [ERRORS], changes: Partial<Plan> = {}): Plan => ({
  alpha: 0.01,
  guards,
  windowMs: MINUTE,
  stages: [
    { percentage: 5, holdMs: 15 * MINUTE, minTreated: 1_000 },
    { percentage: 50, holdMs: 15 * MINUTE, minTreated: 1_000 },
    { percentage: 100, holdMs: 60 * MINUTE, minTreated: 0 },
  ],
  ...changes,
});

const everywhere = (count: number) => Array.from({ length: SHARDS }, (_, shard) => [shard, count]).flat();

interface Seen {
  of: number;
  bad: number[];
}

let seq = 0;
const report = (treated: Seen, control: Seen, changes: Partial<GuardReport> = {}): GuardReport => {
  const group = ({ of, bad }: Seen) => ({
    requests: of,
    units: [],
    metrics: { errors: { kind: "count" as const, of: everywhere(of / SHARDS), bad } },
  });
  seq += 1;
  return { source: "a", seq, stage: 0, treated: group(treated), control: group(control), ...changes };
};

/** Somebody else each time. */
const someone = (count = 1) => Array.from({ length: count }, (_, at) => [(seq * 7 + at * 5) % SHARDS, 1]).flat();
const calm = () => report({ of: 64, bad: [] }, { of: 1216, bad: someone() });
const failing = () => report({ of: 64, bad: someone(6) }, { of: 1216, bad: someone() });

function feed(plan: Plan, state: EngineState, make: () => GuardReport, minutes: number, from = 0): number {
  let now = from;
  for (let minute = 0; minute < minutes; minute += 1) {
    now += MINUTE;
    takeGuardReport(plan, state, make(), now);
  }
  return now;
}

describe("a stage", () => {
  it("is held for its time and for its requests, both", () => {
    const plan = planOf();
    const state = startEngine(plan, 0);
    let now = feed(plan, state, calm, 10);
    expect(judge(plan, state, now).decision).toEqual({
      step: "hold",
      holding: [
        { because: "time", until: 15 * MINUTE },
        { because: "requests", treated: 640, needed: 1_000 },
      ],
    });
    now = feed(plan, state, calm, 5, now);
    expect(judge(plan, state, now).decision).toMatchObject({ holding: [{ because: "requests" }] });
    now = feed(plan, state, calm, 1, now);
    expect(judge(plan, state, now).decision).toEqual({ step: "advance", to: 1 });
  });

  it("asks a person where it says so", () => {
    const plan = planOf();
    plan.stages[0] = { percentage: 5, holdMs: 0, minTreated: 0, approval: true };
    const state = startEngine(plan, 0);
    expect(judge(plan, state, feed(plan, state, calm, 1)).decision).toEqual({ step: "ask", to: 1 });
  });

  it("holds while a metric is missing, and says which and since when", () => {
    const plan = planOf([ERRORS, { key: "carts", metric: "carts", kind: "rate" }]);
    const state = startEngine(plan, 0);
    const now = feed(plan, state, calm, 20);
    expect(judge(plan, state, now).decision).toEqual({
      step: "hold",
      holding: [{ because: "missing", guard: "carts", since: 0 }],
    });
  });

  it("waits for proof where the plan asks for one", () => {
    const plan = planOf([{ ...ERRORS, kind: "rate", atMost: 3 }]);
    const state = startEngine(plan, 0);
    let now = feed(plan, state, calm, 16);
    expect(judge(plan, state, now).decision).toEqual({
      step: "hold",
      holding: [{ because: "proof", guard: "errors", atMost: 3 }],
    });
    now = feed(plan, state, calm, 100, now);
    expect(judge(plan, state, now).decision).toEqual({ step: "advance", to: 1 });
  });

  it("that is the last ends the rollout", () => {
    const plan = planOf([]);
    const state = startEngine(plan, 0);
    moveToStage(plan, state, 2, 0);
    expect(judge(plan, state, 60 * MINUTE).decision).toEqual({ step: "finish" });
  });
});

describe("harm", () => {
  it("rolls back, naming the guard", () => {
    const plan = planOf();
    const state = startEngine(plan, 0);
    const now = feed(plan, state, failing, 3);
    expect(judge(plan, state, now).decision).toMatchObject({ step: "rollBack", because: "harm", guard: "errors" });
  });

  it("that hits both groups is none", () => {
    const plan = planOf();
    const state = startEngine(plan, 0);
    const outage = () => report({ of: 64, bad: everywhere(1) }, { of: 1216, bad: everywhere(19) });
    const { decision, evidence } = judge(plan, state, feed(plan, state, outage, 20));
    expect(evidence).toBeLessThan(1);
    expect(decision.step).toBe("advance");
  });

  it("of a single person is not enough, however often they try", () => {
    const plan = planOf();
    const state = startEngine(plan, 0);
    const retrying = () => report({ of: 64, bad: [7, 30] }, { of: 1216, bad: [] });
    const { decision, evidence } = judge(plan, state, feed(plan, state, retrying, 20));
    expect(evidence).toBeLessThanOrEqual(1);
    expect(decision.step).toBe("advance");
  });

  it("of a few people who retry counts less than that of many", () => {
    const plan = planOf();
    const few = startEngine(plan, 0);
    const many = startEngine(plan, 0);
    const spread = Array.from({ length: 24 }, (_, shard) => [shard, 1]).flat();
    feed(plan, few, () => report({ of: 640, bad: [1, 8, 2, 8, 3, 8] }, { of: 640, bad: [] }), 1);
    feed(plan, many, () => report({ of: 640, bad: spread }, { of: 640, bad: [] }), 1);
    expect(judge(plan, few, MINUTE).guards[0]?.clustering).toBeGreaterThan(5);
    expect(judge(plan, many, MINUTE).guards[0]?.clustering).toBe(1);
    expect(judge(plan, few, MINUTE).evidence).toBeLessThan(judge(plan, many, MINUTE).evidence / 100);
  });

  describe("on one machine of several", () => {
    const broken = () => report({ of: 64, bad: everywhere(2) }, { of: 1216, bad: someone() }, { source: "broken" });
    const sound = (source: string) => report({ of: 64, bad: [] }, { of: 1216, bad: someone() }, { source });

    it("holds the rollout, but does not roll it back", () => {
      const plan = planOf();
      const state = startEngine(plan, 0);
      const sources = ["a", "b", "c"];
      let now = 0;
      for (let minute = 0; minute < 30; minute += 1) {
        now += MINUTE;
        takeGuardReport(plan, state, broken(), now);
        for (const source of sources) takeGuardReport(plan, state, sound(source), now);
        expect(judge(plan, state, now).decision.step).not.toBe("rollBack");
      }
      const { guards, evidence, decision } = judge(plan, state, now);
      expect(guards[0]?.clustering).toBeGreaterThan(100);
      expect(evidence).toBeGreaterThan(1);
      expect(decision.step).toBe("hold");
    });

    it("of two, neither", () => {
      const plan = planOf();
      const state = startEngine(plan, 0);
      for (let minute = 1; minute <= 30; minute += 1) {
        takeGuardReport(plan, state, broken(), minute * MINUTE);
        takeGuardReport(plan, state, sound("a"), minute * MINUTE);
        expect(judge(plan, state, minute * MINUTE).decision.step).not.toBe("rollBack");
      }
    });

    it("that is sound until the next stage is one machine still: what comes there is no matter of machines", () => {
      const plan = planOf();
      const state = startEngine(plan, 0);
      const now = feed(plan, state, calm, 10);
      moveToStage(plan, state, 1, now);
      const harm = () => report({ of: 320, bad: everywhere(2) }, { of: 960, bad: someone() }, { stage: 1 });
      takeGuardReport(plan, state, harm(), now + MINUTE);
      const { guards, decision } = judge(plan, state, now + MINUTE);
      expect(guards[0]?.clustering).toBe(1);
      expect(decision.step).toBe("rollBack");
    });

    it("that is the only one rolls back: nobody says otherwise", () => {
      const plan = planOf();
      const state = startEngine(plan, 0);
      for (let minute = 1; minute <= 5; minute += 1) takeGuardReport(plan, state, broken(), minute * MINUTE);
      expect(judge(plan, state, 5 * MINUTE).decision.step).toBe("rollBack");
    });

    it("is none that begins with a release, which replaces all machines", () => {
      const plan = planOf();
      const state = startEngine(plan, 0);
      for (let minute = 1; minute <= 30; minute += 1) {
        for (const source of ["a", "b", "c"]) takeGuardReport(plan, state, sound(source), minute * MINUTE);
      }
      let rolledBackAfter = 0;
      for (let minute = 31; minute <= 60 && rolledBackAfter === 0; minute += 1) {
        for (const source of ["d", "e", "f"]) takeGuardReport(plan, state, { ...failing(), source }, minute * MINUTE);
        const { guards, decision } = judge(plan, state, minute * MINUTE);
        expect(guards[0]?.clustering).toBeLessThan(2);
        if (decision.step === "rollBack") rolledBackAfter = minute - 30;
      }
      expect(rolledBackAfter).toBeGreaterThan(0);
      expect(rolledBackAfter).toBeLessThan(5);
    });

    it("is none that all of them have, however unlike their traffic and their own errors are", () => {
      const plan = planOf();
      const state = startEngine(plan, 0);
      const fails = (source: string, times: number, usual: number) =>
        report(
          { of: 64 * times, bad: someone(Math.min(32, 6 * times)) },
          { of: 1216 * times, bad: someone(usual) },
          { source },
        );
      for (let minute = 1; minute <= 6; minute += 1) {
        takeGuardReport(plan, state, fails("small", 1, 1), minute * MINUTE);
        takeGuardReport(plan, state, fails("large", 4, 4), minute * MINUTE);
      }
      expect(judge(plan, state, 6 * MINUTE).decision.step).toBe("rollBack");
    });
  });

  it("that begins late is found though nothing happened for hours", () => {
    const plan = planOf();
    const state = startEngine(plan, 0);
    let now = feed(plan, state, calm, 300);
    let minutes = 0;
    for (; judge(plan, state, now).decision.step !== "rollBack"; minutes += 1) {
      now = feed(plan, state, failing, 1, now);
    }
    expect(minutes).toBeLessThan(10);
  });

  it("above a limit is found without a control group", () => {
    const plan = planOf([{ key: "ceiling", metric: "errors", kind: "limit", limit: 0.005 }]);
    const state = startEngine(plan, 0);
    moveToStage(plan, state, 2, 0);
    const all = () => report({ of: 640, bad: everywhere(1) }, { of: 0, bad: [] }, { stage: 2 });
    const { decision } = judge(plan, state, feed(plan, state, all, 5));
    expect(decision).toMatchObject({ step: "rollBack", guard: "ceiling" });
  });

  it("at 100 % is held against what control did before", () => {
    const plan = planOf();
    const state = startEngine(plan, 0);
    let now = feed(plan, state, calm, 30);
    moveToStage(plan, state, 2, now);
    const usual = () => report({ of: 1280, bad: someone() }, { of: 0, bad: [] }, { stage: 2 });
    now = feed(plan, state, usual, 59, now);
    expect(judge(plan, state, now).decision.step).toBe("hold");
    const broken = () => report({ of: 1280, bad: everywhere(1) }, { of: 0, bad: [] }, { stage: 2 });
    expect(judge(plan, state, feed(plan, state, broken, 5, now)).decision.step).toBe("rollBack");
  });
});

describe("values", () => {
  const latencies = (treated: number, control: number): GuardReport => {
    seq += 1;
    const group = (count: number, value: number) => ({
      requests: count,
      units: [],
      metrics: {
        latency: {
          kind: "values" as const,
          cells: Array.from({ length: count }, (_, at) => [
            at % SHARDS,
            bucketOf(value * (1 + (at % 20) / 10)),
            1,
          ]).flat(),
        },
      },
    });
    return { source: "a", seq, stage: 0, treated: group(40, treated), control: group(760, control) };
  };

  it.each<Guard>([
    { key: "p95", metric: "latency", kind: "quantile", quantile: 0.95 },
    { key: "mean", metric: "latency", kind: "mean", worse: "up" },
    { key: "slow", metric: "latency", kind: "limit", limit: 0.05, above: 350 },
  ])("that grow are found by $key, and those that don't are let be", (guard) => {
    const plan = planOf([guard]);
    const harmless = startEngine(plan, 0);
    const calmly = judge(
      plan,
      harmless,
      feed(plan, harmless, () => latencies(100, 100), 30),
    );
    expect(calmly.decision.step).toBe("advance");
    const harmful = startEngine(plan, 0);
    const now = feed(plan, harmful, () => latencies(100, 100), 3);
    expect(
      judge(
        plan,
        harmful,
        feed(plan, harmful, () => latencies(200, 100), 20, now),
      ).decision.step,
    ).toBe("rollBack");
  });

  it("of a mean must be worse by what is tolerated, however sure it is", () => {
    const guard: Guard = { key: "mean", metric: "latency", kind: "mean", worse: "up", tolerated: 2 };
    const plan = planOf([guard]);
    const state = startEngine(plan, 0);
    const now = feed(plan, state, () => latencies(100, 100), 3);
    const { decision, guards } = judge(
      plan,
      state,
      feed(plan, state, () => latencies(200, 100), 30, now),
    );
    expect(decision.step).toBe("advance");
    expect(guards[0]?.worseBy).toBeGreaterThan(0.8);
  });
});

describe("the sample ratio", () => {
  const units = (treated: number, control: number): GuardReport => {
    const base = calm();
    const group = (count: number) => everywhere(count / SHARDS);
    return {
      ...base,
      treated: { ...base.treated, units: group(treated) },
      control: { ...base.control, units: group(control) },
    };
  };

  it.each([
    ["as planned", 32, 608, { step: "advance" }],
    ["too few treated", 16, 624, { step: "rollBack", because: "tooFewTreated" }],
    ["too many treated", 64, 576, { step: "pause", because: "tooManyTreated" }],
  ] as const)("is %s", (_, treated, control, decision) => {
    const plan = planOf();
    const state = startEngine(plan, 0);
    const now = feed(plan, state, () => units(treated, control), 30);
    expect(judge(plan, state, now).decision).toMatchObject(decision);
  });
});

describe("reports", () => {
  it("count once, in whatever order they are sent again", () => {
    const plan = planOf();
    const state = startEngine(plan, 0);
    const reports = [failing(), failing(), failing()];
    for (const each of reports) expect(takeGuardReport(plan, state, each, MINUTE)).toBe(true);
    const before = structuredClone(state);
    for (const each of reports.reverse()) expect(takeGuardReport(plan, state, each, 2 * MINUTE)).toBe(false);
    expect(state).toEqual(before);
  });

  it("of several sources are counted apart", () => {
    const plan = planOf();
    const state = startEngine(plan, 0);
    const one = failing();
    expect(takeGuardReport(plan, state, one, MINUTE)).toBe(true);
    expect(takeGuardReport(plan, state, { ...one, source: "b" }, MINUTE)).toBe(true);
    expect(takeGuardReport(plan, state, { ...one, source: "__proto__" }, MINUTE)).toBe(true);
    expect(takeGuardReport(plan, state, { ...one, source: "__proto__" }, MINUTE)).toBe(false);
  });

  it("of a stage that the plan has not are left out", () => {
    const plan = planOf();
    const state = startEngine(plan, 0);
    expect(takeGuardReport(plan, state, { ...failing(), stage: 7 }, MINUTE)).toBe(false);
  });

  it("of an earlier stage that come late are evidence, but no requests of this stage", () => {
    const plan = planOf();
    const state = startEngine(plan, 0);
    moveToStage(plan, state, 1, 0);
    feed(plan, state, failing, 5);
    expect(state.treated).toBe(0);
    expect(judge(plan, state, 5 * MINUTE).decision.step).toBe("rollBack");
  });
});

it("goes on after a restart as if nothing had been", () => {
  const plan = planOf();
  const state = startEngine(plan, 0);
  const now = feed(plan, state, failing, 1);
  const revived: EngineState = JSON.parse(JSON.stringify(state));
  const more = [failing(), calm(), failing()];
  for (const each of more) {
    takeGuardReport(plan, state, each, now + MINUTE);
    takeGuardReport(plan, revived, each, now + MINUTE);
  }
  expect(revived).toEqual(state);
  expect(judge(plan, revived, now)).toEqual(judge(plan, state, now));
});

it("never bets more than it has", () => {
  const plan = planOf();
  const state = startEngine(plan, 0);
  let now = feed(plan, state, calm, 2_000);
  moveToStage(plan, state, 1, now);
  moveToStage(plan, state, 0, now);
  moveToStage(plan, state, 1, now);
  moveToStage(plan, state, 2, now);
  now = feed(plan, state, calm, 2_000, now);
  const spent = state.meters[0]?.evidence.restarts.reduce((sum, { weight }) => sum + weight, 0);
  expect(spent).toBeGreaterThan(0.9);
  expect(spent).toBeLessThanOrEqual(1 + 1e-9);
});

describe("the forecast", () => {
  const plan = planOf([ERRORS, { key: "ceiling", metric: "errors", kind: "limit", limit: 0.005 }]);

  it("is shorter for worse harm, more traffic and a higher stage", () => {
    const seconds = secondsToProve(plan, ERRORS, 5, { perSecond: 100, from: 0.001, to: 0.01 });
    expect(seconds).toBeGreaterThan(60);
    expect(seconds).toBeLessThan(300);
    expect(secondsToProve(plan, ERRORS, 5, { perSecond: 100, from: 0.001, to: 0.05 })).toBeLessThan(seconds);
    expect(secondsToProve(plan, ERRORS, 5, { perSecond: 1000, from: 0.001, to: 0.01 })).toBeCloseTo(seconds / 10);
    expect(secondsToProve(plan, ERRORS, 25, { perSecond: 100, from: 0.001, to: 0.01 })).toBeLessThan(seconds);
  });

  it("is never for what is no harm", () => {
    expect(secondsToProve(plan, ERRORS, 5, { perSecond: 100, from: 0.01, to: 0.01 })).toBe(Infinity);
    const [, ceiling] = plan.guards as [Guard, Guard];
    expect(secondsToProve(plan, ceiling, 5, { perSecond: 100, from: 0.001, to: 0.004 })).toBe(Infinity);
  });
});
