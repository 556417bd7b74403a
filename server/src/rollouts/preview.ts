import { type Guard, type Plan, secondsToProve } from "../guard-engine/index.ts";
import type { Environment, Storage } from "../storage/port.ts";
import { readFlagUsage } from "../usage/read-usage.ts";

/** Rates of bad events without the change for which a doubling is foretold. */
const BASELINES = [0.001, 0.01, 0.05];
const HOURS = 24;

export interface Foretold {
  guard: string;
  stage: number;
  /** Rate without the change, and with it. */
  from: number;
  to: number;
  /** Seconds on average; null where this traffic never shows it. */
  seconds: number | null;
}

/** How much of a flag there is: evaluations a second over the last day. SDKs without reports count for nothing. */
export async function trafficOf(storage: Storage, environment: Environment, flag: { key: string }, now = Date.now()) {
  const usage = await readFlagUsage(storage, environment, flag as Parameters<typeof readFlagUsage>[2], HOURS, now);
  const total = usage.variants.reduce((sum, variant) => sum + variant.total, 0);
  // The running hour is not over.
  return total / ((now - usage.from) / 1000);
}

/**
 * How long each stage's traffic needs, on average, to prove that bad events have doubled: of rates and of what is slower than control's
 * quantile, whose rate is known. Means are not foretold: how long they take depends on how values are spread.
 */
export function foretell(plan: Plan, perSecond: number): Foretold[] {
  return plan.guards.flatMap((guard) =>
    baselinesOf(guard).flatMap((from) =>
      plan.stages.flatMap(({ percentage }, stage) => {
        if (percentage >= 100 && guard.kind !== "limit") return [];
        const to = guard.kind === "limit" ? guard.limit * 2 : from * 2;
        const seconds = secondsToProve(plan, guard, percentage, { perSecond, from, to });
        return [{ guard: guard.key, stage, from, to, seconds: Number.isFinite(seconds) ? Math.ceil(seconds) : null }];
      }),
    ),
  );
}

function baselinesOf(guard: Guard): number[] {
  switch (guard.kind) {
    case "rate":
      return BASELINES;
    case "quantile":
      return [1 - guard.quantile];
    case "limit":
      return [guard.limit];
    case "mean":
      return [];
  }
}
