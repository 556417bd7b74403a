import { parsePath } from "../attribute.ts";
import type { Reason } from "../flag.ts";
import { exposureThreshold, HASH_RANGE, percentageSteps, STEPS, splitBounds } from "../hash/bucket.ts";
import { prefixState } from "../hash/murmur.ts";
import type { CompiledServe, Outcome } from "./compiled.ts";
import { asList, asObject, asText, type Fields } from "./fields.ts";
import { type CompiledVariant, failure, outcome } from "./outcome.ts";
import { type Problems, show } from "./problem.ts";

/** What a serve is compiled with. */
export interface Serving {
  problems: Problems;
  salt: string;
  /** Finds a variant of the flag by key, or reports that there is none. */
  variant(key: unknown, path: string): CompiledVariant | undefined;
}

const HALF = HASH_RANGE / 2;

function always(answer: Outcome): CompiledServe {
  return {
    always: answer,
    bucketBy: undefined,
    exposureState: 0,
    threshold: 0,
    everyone: true,
    splitState: 0,
    bounds: [],
    outcomes: [answer],
    otherwise: answer,
    unknown: answer,
    percentage: 100,
  };
}

interface Share {
  variant: CompiledVariant;
  weight: number;
}

function compileShares(raw: unknown, path: string, serving: Serving): Share[] | undefined {
  const { problems } = serving;
  const shares: Share[] = [];
  const entries = asList(raw, path, problems);
  const seen = new Set<string>();
  entries.forEach((entry, index) => {
    const place = `${path}[${index}]`;
    const fields = asObject(entry, place, problems);
    if (fields === undefined) return;
    const variant = serving.variant(fields.variant, `${place}.variant`);
    const { weight } = fields;
    if (typeof weight !== "number" || !Number.isFinite(weight) || weight < 0) {
      problems.add(`${place}.weight`, `a weight is a number of 0 or more, received ${show(weight)}`);
    } else if (variant !== undefined) {
      if (seen.has(variant.key)) problems.addStrict(`${place}.variant`, `${show(variant.key)} has a share already`);
      seen.add(variant.key);
      shares.push({ variant, weight });
    }
  });
  if (entries.length === 0) return problems.add(path, "a rollout has at least one variant, received none");
  if (shares.length < entries.length) return undefined;
  const total = shares.reduce((sum, { weight }) => sum + weight, 0);
  if (total > 0 && Number.isFinite(total)) return shares;
  return problems.add(path, `the weights add up to a finite number greater than 0, received ${total}`);
}

function compilePercentage(raw: unknown, path: string, problems: Problems): number | undefined {
  if (typeof raw !== "number" || !(raw >= 0 && raw <= 100)) {
    return problems.add(path, `a percentage is a number from 0 to 100, received ${show(raw)}`);
  }
  // The nearest multiple of 0.001 has the same double as the decimal text that people write.
  if (percentageSteps(raw) / 1000 !== raw) problems.addStrict(path, `a percentage has steps of 0.001, received ${raw}`);
  return raw;
}

function compileRollout(
  fields: Fields,
  path: string,
  serving: Serving,
  reason: Reason,
  ruleId: string | undefined,
): CompiledServe | undefined {
  const { problems, salt } = serving;
  const percentage = compilePercentage(fields.percentage, `${path}.percentage`, problems);
  const shares = compileShares(fields.variants, `${path}.variants`, serving);
  const rest = serving.variant(fields.otherwise, `${path}.otherwise`);
  const hasBucketBy = fields.bucketBy !== undefined && fields.bucketBy !== null;
  const bucketBy = hasBucketBy ? asText(fields.bucketBy, `${path}.bucketBy`, problems) : "targetingKey";
  if (percentage === undefined || shares === undefined || rest === undefined || bucketBy === undefined)
    return undefined;

  const attribute = bucketBy === "targetingKey" ? undefined : parsePath(bucketBy);
  const [only] = shares;
  const steps = percentageSteps(percentage);
  if (shares.length === 1 && only !== undefined && (steps === 0 || steps === STEPS)) {
    return { ...always(outcome(steps === 0 ? rest : only.variant, reason, ruleId)), bucketBy: attribute };
  }
  return {
    always: undefined,
    bucketBy: attribute,
    exposureState: prefixState(`${salt}.`),
    threshold: exposureThreshold(percentage) - HALF,
    everyone: steps === STEPS,
    splitState: prefixState(`${salt}:`),
    bounds: splitBounds(shares.map(({ weight }) => weight)).map((bound) => bound - HALF),
    outcomes: shares.map(({ variant }) => outcome(variant, "SPLIT", ruleId)),
    otherwise: outcome(rest, "SPLIT", ruleId),
    unknown: failure("TARGETING_KEY_MISSING", `the rollout needs ${show(bucketBy)}, and the context has none`, ruleId),
    percentage,
  };
}

/**
 * Compiles `{ variant }` or `{ rollout }`, or reports why it can't be.
 * @param reason given when one variant is served to everyone who comes here
 */
export function compileServe(
  raw: unknown,
  path: string,
  serving: Serving,
  reason: Reason,
  ruleId?: string,
): CompiledServe | undefined {
  const fields = asObject(raw, path, serving.problems);
  if (fields === undefined) return undefined;
  if (fields.rollout !== undefined && fields.variant !== undefined) {
    return serving.problems.add(path, "serves either a variant or a rollout, received both");
  }
  if (fields.rollout !== undefined) {
    const rollout = asObject(fields.rollout, `${path}.rollout`, serving.problems);
    return rollout && compileRollout(rollout, `${path}.rollout`, serving, reason, ruleId);
  }
  const variant = serving.variant(fields.variant, `${path}.variant`);
  return variant && always(outcome(variant, reason, ruleId));
}
