import type { Rollout, Serve } from "@switchyard/core";
import { type FlagShape, roundPercentage } from "@switchyard/core/words";

/** A rollout that begins where the serve is: what it gave, to everyone, so that choosing it changes nothing yet. */
export function toRollout(flag: FlagShape, serve: Serve, offVariant: string): Rollout {
  if ("rollout" in serve) return serve.rollout;
  const other = flag.variants.find(({ key }) => key !== offVariant)?.key ?? offVariant;
  const served = serve.variant === offVariant ? other : serve.variant;
  return {
    percentage: serve.variant === offVariant ? 0 : 100,
    variants: [{ variant: served, weight: 1 }],
    otherwise: offVariant,
  };
}

/** The share of everyone whom each variant of the split gets, in percent, in the split's order. */
export function shares({ percentage, variants }: Rollout): number[] {
  const total = variants.reduce((sum, { weight }) => sum + weight, 0);
  return variants.map(({ weight }) => (total > 0 ? roundPercentage((percentage * weight) / total) : 0));
}

/** The next variant that has no share yet. */
export const unsplit = (flag: FlagShape, { variants }: Rollout): string | undefined =>
  flag.variants.find(({ key }) => variants.every(({ variant }) => variant !== key))?.key;
