import { isDeepStrictEqual } from "node:util";
import type { FlagGuard, Rollout as RolloutShare, Serve } from "@switchyard/core";
import type { FlagConfiguration, Rollout, RolloutPlan } from "../storage/port.ts";

// Where in a flag's configuration a guarded rollout stands, and what it writes there. Only the share is ever changed: salt, bucketing and
// split stay, so the same people are in through all that happens.

/** What is served where the plan stands; undefined when its rule is gone. */
export function serveAt({ rules, fallthrough }: FlagConfiguration, rule: string | undefined): Serve | undefined {
  return rule === undefined ? fallthrough : rules.find(({ id }) => id === rule)?.serve;
}

/** The rollout that the plan writes for a share. @param percentage 0 to 100 */
function shareOf({ variants, otherwise, bucketBy }: RolloutPlan, percentage: number): RolloutShare {
  return { percentage, variants, otherwise, ...(bucketBy === undefined ? {} : { bucketBy }) };
}

/** The configuration with this share where the plan stands. */
export function withShare(configuration: FlagConfiguration, plan: RolloutPlan, percentage: number): FlagConfiguration {
  const serve = { rollout: shareOf(plan, percentage) };
  if (plan.rule === undefined) return { ...configuration, fallthrough: serve };
  const rules = configuration.rules.map((rule) => (rule.id === plan.rule ? { ...rule, serve } : rule));
  return { ...configuration, rules };
}

/** The same where more is served there of what the plan tries; less stays less, and anything else as it is. */
export function withShareAtMost(configuration: FlagConfiguration, plan: RolloutPlan, most: number): FlagConfiguration {
  const serve = serveAt(configuration, plan.rule);
  if (serve === undefined) return configuration;
  const isTried = (variant: string) => plan.variants.some((one) => one.variant === variant);
  if (!("rollout" in serve)) return isTried(serve.variant) ? withShare(configuration, plan, most) : configuration;
  const { percentage, variants, otherwise } = serve.rollout;
  if (percentage <= most || isTried(otherwise) || !variants.every(({ variant }) => isTried(variant))) {
    return configuration;
  }
  const lower = { rollout: { ...serve.rollout, percentage: most } };
  if (plan.rule === undefined) return { ...configuration, fallthrough: lower };
  const rules = configuration.rules.map((rule) => (rule.id === plan.rule ? { ...rule, serve: lower } : rule));
  return { ...configuration, rules };
}

/** What SDKs are to count while a stage is in force. */
export function guardOf({ id, plan }: Rollout, stage: number): FlagGuard {
  return {
    plan: id,
    stage,
    percentage: plan.stages[stage]?.percentage ?? 0,
    ...(plan.rule === undefined ? {} : { rule: plan.rule }),
    metrics: plan.metrics,
  };
}

export interface Interruption {
  status: "stopped" | "killed";
  why: string;
}

/**
 * What somebody did to the flag that ends the rollout: it goes on only where the configuration is as it wrote it. Other parts
 * of it (targets, other rules, prerequisites) may be edited.
 *
 * @param configuration undefined when its row can't be read
 */
export function interruptionOf(
  { plan, progress }: Rollout,
  flag: { archived: boolean } | undefined,
  configuration: FlagConfiguration | undefined,
): Interruption | undefined {
  if (flag === undefined || configuration === undefined) {
    return { status: "stopped", why: "the flag's configuration can't be read any more" };
  }
  if (configuration.killed) return { status: "killed", why: `${configuration.killed.by} killed the flag` };
  if (flag.archived) return { status: "stopped", why: "the flag was archived" };
  if (!configuration.enabled) return { status: "stopped", why: "the flag was switched off" };
  const serve = serveAt(configuration, plan.rule);
  if (serve === undefined) return { status: "stopped", why: "its rule was removed" };
  const expected = shareOf(plan, plan.stages[progress.stage]?.percentage ?? 0);
  if ("rollout" in serve && isDeepStrictEqual(plain(serve.rollout), plain(expected))) return undefined;
  return { status: "stopped", why: "what it raises was edited by hand" };
}

const plain = (value: object): unknown => JSON.parse(JSON.stringify(value));
