import {
  type CompiledFlag,
  type EvaluationContext,
  type FlagGuard,
  MAX_GUARD_REPORTS,
  type Guards as Message,
  type Outcome,
  type Ruleset,
} from "@switchyard/core";
import type { RequestOutcome } from "@switchyard/core/client/guards";
import { createPlanCounts, type PlanCounts } from "./plan-counts.ts";

/** Guarded rollouts that one process counts for at a time, at about 300 KB each. */
const MAX_RUNNING = 20;

/** So that a message stays below 64 KB. */
const BYTES_PER_MESSAGE = 60_000;

type Body = Pick<Message, "reports">;

/** What an evaluation, an event and a request count for. */
export interface Guards {
  /** Of flags whose guarded rollout runs, by key; `undefined` when there are none: read on every evaluation, so it is one field. */
  readonly running: ReadonlyMap<string, PlanCounts> | undefined;
  evaluated(key: string, answer: Outcome, context: EvaluationContext | undefined): void;
  happened(context: EvaluationContext | undefined, event: string, value: number | undefined): void;
  /** A middleware will tell of each request: evaluations stand for none any more. */
  expectRequests(): void;
  requested(flags: readonly string[], context: EvaluationContext, outcome: RequestOutcome): void;
  /** Other flags are evaluated with. @param keys those that changed; all, when absent */
  follow(ruleset: Ruleset, keys?: Iterable<string>): void;
  /** What was counted since the last time, in as many messages as it takes. */
  take(): Body[];
  /** @param listener is called when guarded rollouts begin to run where there were none */
  onStart(listener: () => void): void;
}

export function createGuards(): Guards {
  let started = () => {};
  const plans = new Map<string, PlanCounts>();
  /** Of rollouts that ended here, until they are sent. */
  let last: Body["reports"] = [];
  let hasRequests = false;
  const guards: Guards & { running: ReadonlyMap<string, PlanCounts> | undefined } = {
    running: undefined,
    evaluated: (key, answer, context) => plans.get(key)?.evaluated(answer, context, !hasRequests),
    happened(context, event, value) {
      for (const plan of plans.values()) plan.happened(context, event, value);
    },
    expectRequests() {
      hasRequests = true;
    },
    requested(flags, context, outcome) {
      for (const flag of flags) plans.get(flag)?.requested(context, outcome);
    },
    follow(ruleset, keys = ruleset.flags.keys()) {
      const before = plans.size;
      for (const key of keys) follow(key, ruleset.flags.get(key));
      guards.running = plans.size > 0 ? plans : undefined;
      if (before === 0 && plans.size > 0) started();
    },
    onStart(listener) {
      started = listener;
    },
    take() {
      const reports = [...last, ...[...plans.values()].flatMap((plan) => plan.take())];
      last = [];
      return messages(reports);
    },
  };

  function follow(key: string, flag: CompiledFlag | undefined) {
    const guard = flag && readGuard(flag);
    const plan = plans.get(key);
    if (flag && guard && plan && plan.plan === guard.plan) return plan.move(flag, guard);
    if (plan) {
      last = [...last, ...plan.take()].slice(-MAX_GUARD_REPORTS);
      plans.delete(key);
    }
    if (flag && guard && plans.size < MAX_RUNNING) plans.set(key, createPlanCounts(flag, guard));
  }

  return guards;
}

/** A flag's guard decides nothing, so a damaged one is none. */
function readGuard({ source: { guard } }: CompiledFlag): FlagGuard | undefined {
  const isReadable =
    typeof guard?.plan === "string" &&
    typeof guard.stage === "number" &&
    typeof guard.percentage === "number" &&
    Array.isArray(guard.metrics) &&
    guard.metrics.every((metric) => typeof metric?.key === "string");
  return isReadable ? guard : undefined;
}

/** At most one report of a plan and stage in each, in order, and no more than a message has room for. */
function messages(reports: Body["reports"]): Body[] {
  const all: Body[] = [];
  let names = new Set<string>();
  let room = 0;
  for (const report of reports) {
    const name = JSON.stringify([report.plan, report.stage]);
    const bytes = Buffer.byteLength(JSON.stringify(report)) + 1;
    const open = all.at(-1);
    room -= bytes;
    if (open && room >= 0 && open.reports.length < MAX_GUARD_REPORTS && !names.has(name)) open.reports.push(report);
    else {
      all.push({ reports: [report] });
      names = new Set();
      room = BYTES_PER_MESSAGE - bytes;
    }
    names.add(name);
  }
  return all;
}
