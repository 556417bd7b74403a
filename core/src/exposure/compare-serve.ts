import type { Serve } from "../flag.ts";
import { percentageSteps, STEPS } from "../hash/bucket.ts";
import { isSame } from "../same.ts";

/** A serve with the questions answered that a comparison asks. */
interface Shares {
  /** Thousandths of a percent that are exposed. */
  steps: number;
  /** Variants that the exposed get, by weight; those without weight nobody gets. */
  split: { variant: string; weight: number }[];
  otherwise: string;
  /** Without this attribute there is no answer. Absent where none is needed. */
  bucketBy?: string;
}

function sharesOf(serve: Serve): Shares {
  if ("variant" in serve)
    return { steps: STEPS, split: [{ variant: serve.variant, weight: 1 }], otherwise: serve.variant };
  const { percentage, variants, otherwise, bucketBy = "targetingKey" } = serve.rollout;
  const steps = percentageSteps(percentage);
  const split = variants.filter(({ weight }) => weight > 0);
  const needsNone = variants.length === 1 && (steps === 0 || steps === STEPS);
  return { steps, split, otherwise, ...(needsNone ? {} : { bucketBy }) };
}

/** Every variant that some context may get. */
export function outcomesOf(serve: Serve): Set<string> {
  const { steps, split, otherwise } = sharesOf(serve);
  const outcomes = new Set(steps > 0 ? split.map(({ variant }) => variant) : []);
  if (steps < STEPS) outcomes.add(otherwise);
  return outcomes;
}

/** Whether every context gets this variant; one that lacks the attribute to bucket by would get none. */
export function servesOnly(serve: Serve, variant: string): boolean {
  const outcomes = outcomesOf(serve);
  return outcomes.size === 1 && outcomes.has(variant) && sharesOf(serve).bucketBy === undefined;
}

/**
 * Whether every context that `after` serves gets the safe variant, no answer, or what `before` gave it.
 *
 * @param safe the variant that is safe to give to anyone
 */
export function servesNoMore(before: Serve, after: Serve, safe: string): boolean {
  const old = sharesOf(before);
  const now = sharesOf(after);
  const had = outcomesOf(before);

  // Who lacks the attribute had an answer, and has none any more: it must not have been the safe one.
  if (now.bucketBy !== undefined && now.bucketBy !== old.bucketBy && had.has(safe)) return false;
  if (now.bucketBy === undefined || (old.bucketBy !== undefined && old.bucketBy !== now.bucketBy)) {
    return [...outcomesOf(after)].every((variant) => variant === safe || servesOnly(before, variant));
  }

  // Both are decided by one hash, or `before` by none. From the lowest hash up: exposed in both, in one, in neither.
  const exposed = now.split.map(({ variant }) => variant);
  const wasExposed = old.split.map(({ variant }) => variant);
  if (now.steps > 0 && old.steps > 0 && !isSame(now.split, old.split)) {
    const only = wasExposed.length === 1 ? wasExposed[0] : undefined;
    if (!exposed.every((variant) => variant === safe || variant === only)) return false;
  }
  if (now.steps > old.steps && !exposed.every((variant) => variant === safe || variant === old.otherwise)) return false;
  if (now.otherwise === safe) return true;
  if (now.steps < old.steps && !wasExposed.every((variant) => variant === now.otherwise)) return false;
  return Math.max(now.steps, old.steps) === STEPS || now.otherwise === old.otherwise;
}
