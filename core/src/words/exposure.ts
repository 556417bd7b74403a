import { compareExposure, type ExposureChange } from "../exposure/compare-exposure.ts";
import type { Configuration, FlagData, Serve } from "../flag.ts";
import { roundPercentage } from "./percent.ts";
import type { Described, FlagShape } from "./sentence.ts";

export type Direction = ExposureChange;

/**
 * Whether anyone may get something else after a change than before it or the safe variant: told from the change itself,
 * by the same rule as on the server.
 */
export const direction = (flag: Compared, before: Described, after: Described): Direction =>
  compareExposure(whole(flag, before), whole(flag, after));

type Compared = Pick<FlagData, "key" | "type" | "variants" | "salt">;

const whole = ({ key, type, variants, salt }: Compared, { killed, ...configuration }: Described): FlagData => {
  const { enabled, offVariant, prerequisites, targets, rules, fallthrough } = configuration;
  const decisions = { enabled, offVariant, prerequisites, targets, rules, fallthrough };
  return { key, type, variants, salt, ...decisions, ...(killed ? { killed: true } : {}) };
};

/** The ramp's position, or `undefined` where everyone gets one variant and which one to ramp to can't be known. */
export function rampPercentage(flag: FlagShape, { fallthrough, offVariant }: Configuration): number | undefined {
  if ("rollout" in fallthrough) return fallthrough.rollout.percentage;
  if (fallthrough.variant !== offVariant) return 100;
  return flag.variants.length === 2 ? 0 : undefined;
}

/** What everyone else gets, at another percentage: the split, the attribute and the off side stay as they are. */
export function rampTo(flag: FlagShape, { fallthrough, offVariant }: Configuration, percentage: number): Serve {
  if ("rollout" in fallthrough) return { rollout: { ...fallthrough.rollout, percentage } };
  const served = fallthrough.variant === offVariant ? otherVariant(flag, offVariant) : fallthrough.variant;
  return { rollout: { percentage, variants: [{ variant: served, weight: 1 }], otherwise: offVariant } };
}

function otherVariant(flag: FlagShape, offVariant: string): string {
  return flag.variants.find(({ key }) => key !== offVariant)?.key ?? offVariant;
}

/** Who joins and who leaves when the ramp moves: the promise that a ramp never reshuffles, in words. */
export function rampHint(flag: FlagShape, saved: Described, edited: Described): string {
  if (!edited.enabled) return "While it is off nobody is in, whatever the percentage.";
  if (saved.killed) return "Killed: nobody is in until it is restored.";
  const from = !saved.enabled ? 0 : (rampPercentage(flag, saved) ?? 0);
  const to = rampPercentage(flag, edited) ?? 0;
  if (from === to) return `At ${to} %. Whoever is in stays in as you go up.`;
  if (to > from) {
    const join = roundPercentage(to - from);
    return from === 0
      ? `From 0 to ${to} %: ${to} % join, and stay in as you go up.`
      : `From ${from} to ${to} %: everyone who is in stays in, another ${join} % join.`;
  }
  if (to === 0) return `From ${from} to 0 %: all leave. Raise it again and the same people come back first.`;
  return `From ${from} to ${to} %: ${roundPercentage(from - to)} % leave, the first ${to} % stay. Nobody new joins.`;
}
