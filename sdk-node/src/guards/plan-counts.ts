import {
  type CompiledFlag,
  type EvaluationContext,
  type FlagGuard,
  type GuardReport,
  guardedRollout,
  type Outcome,
} from "@switchyard/core";
import { createGroupCounts, type RequestOutcome } from "@switchyard/core/client/guards";
import { createRecentContexts, createSeenContexts } from "./contexts.ts";

/** Numbers in one report, so that it stays below the 64 KB of a message. */
const MAX_SIZE = 5_000;
/** Put aside while nothing can be sent; the oldest fall out whole, so that what is left is as true as before. */
const MAX_ASIDE = 10;
/** A shard is the top 5 bits of 32. */
const SHARD_SHIFT = 27;

/** What one flag's guarded rollout counts, in one stage at a time. */
export interface PlanCounts {
  readonly plan: string;
  /** An evaluation. @param isRequest it stands for a request, as nothing else tells of them */
  evaluated(answer: Outcome, context: unknown, isRequest: boolean): void;
  /** A request that evaluated the flag is over. */
  requested(context: EvaluationContext, outcome: RequestOutcome): void;
  happened(context: unknown, event: string, value: number | undefined): void;
  /** The flag has changed. What was counted is put aside when it was of another stage or share. */
  move(flag: CompiledFlag, guard: FlagGuard): void;
  /** What was counted since the last time, stage by stage. */
  take(): GuardReport[];
}

export function createPlanCounts(first: CompiledFlag, firstGuard: FlagGuard): PlanCounts {
  const seen = createSeenContexts();
  let flag = first;
  let guard = firstGuard;
  let rollout = guardedRollout(first);
  let heard = eventsOf(firstGuard);
  let aside: GuardReport[] = [];
  let { recent, treated, control } = fresh();

  function fresh() {
    return {
      recent: createRecentContexts(),
      treated: createGroupCounts(guard.metrics),
      control: createGroupCounts(guard.metrics),
    };
  }

  const groupOf = (isTreated: boolean) => (isTreated ? treated : control);

  function putAside() {
    if (treated.size + control.size === 0) return;
    const { plan, stage, percentage } = guard;
    if (aside.length >= MAX_ASIDE) aside.shift();
    aside.push({ flag: flag.key, plan, stage, percentage, treated: treated.read(), control: control.read() });
    treated = createGroupCounts(guard.metrics);
    control = createGroupCounts(guard.metrics);
  }

  /** Counts for a context that was exposed lately: what happens to others has nothing to do with the flag. */
  function forContext(context: unknown, count: (group: ReturnType<typeof groupOf>, shard: number) => void) {
    const unit = rollout.unit(context);
    const isTreated = unit === undefined ? undefined : recent.isTreated(unit);
    if (unit === undefined || isTreated === undefined) return;
    count(groupOf(isTreated), unit >>> SHARD_SHIFT);
    if (treated.size + control.size > MAX_SIZE) putAside();
  }

  return {
    plan: guard.plan,
    evaluated(answer, context, isRequest) {
      const group = rollout.group(answer);
      const unit = group === undefined ? undefined : rollout.unit(context);
      if (unit === undefined) return;
      const counts = groupOf(group === "treated");
      recent.remember(unit, group === "treated");
      if (seen.isFirst(unit)) counts.unit(unit >>> SHARD_SHIFT);
      if (isRequest) counts.request(unit >>> SHARD_SHIFT);
    },
    requested: (context, outcome) => forContext(context, (group, shard) => group.request(shard, outcome)),
    happened(context, event, value) {
      // Most of what an application tracks concerns no guard: nothing is hashed for it.
      if (heard.has(event)) forContext(context, (group, shard) => group.event(shard, event, value));
    },
    move(nextFlag, next) {
      const isSame = next.stage === guard.stage && next.percentage === guard.percentage;
      if (!isSame) putAside();
      flag = nextFlag;
      rollout = guardedRollout(flag);
      guard = next;
      heard = eventsOf(guard);
      // Who was exposed under another share may get something else now, and was not asked since.
      if (!isSame) ({ recent, treated, control } = fresh());
    },
    take() {
      putAside();
      const reports = aside;
      aside = [];
      return reports;
    },
  };
}

/** The events that its metrics count, or count against. */
const eventsOf = ({ metrics }: FlagGuard): ReadonlySet<string | undefined> =>
  new Set(
    metrics.flatMap((metric) =>
      metric.from === "requests" ? [] : [metric.event, "per" in metric ? metric.per : undefined],
    ),
  );
