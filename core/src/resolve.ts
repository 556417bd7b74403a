import { keyForm, readAttribute, targetingKeyOf } from "./attribute.ts";
import type {
  CompiledCondition,
  CompiledFlag,
  CompiledPrerequisite,
  CompiledRule,
  CompiledServe,
  Outcome,
  Reference,
  Ruleset,
} from "./compile/compiled.ts";
import { hashAfter } from "./hash/murmur.ts";
import type { Trace } from "./trace.ts";

// The evaluator. It finds one of a flag's ready answers and allocates nothing on the way; docs/evaluation.md numbers
// the steps. `trace` is undefined except for explanations.

/** Flips the sign bit: the order of signed results is then that of the unsigned ones. */
const SIGN = 0x80000000 | 0;
const SALT_BYTES = 8;

function serveTo(context: unknown, serve: CompiledServe, trace: Trace | undefined): Outcome {
  if (serve.always !== undefined) return serve.always;
  const { bucketBy } = serve;
  const key = bucketBy === undefined ? targetingKeyOf(context) : keyForm(readAttribute(context, bucketBy));
  if (key === undefined) {
    trace?.rollout(serve, undefined, 0, serve.unknown);
    return serve.unknown;
  }
  let answer = serve.otherwise;
  const exposure = serve.everyone && trace === undefined ? 0 : hashAfter(serve.exposureState, SALT_BYTES, key) ^ SIGN;
  if (serve.everyone || exposure < serve.threshold) {
    answer = serve.outcomes[0] as Outcome;
    if (serve.outcomes.length > 1) {
      const split = hashAfter(serve.splitState, SALT_BYTES, key) ^ SIGN;
      let i = 0;
      while (split >= (serve.bounds[i] as number)) i++;
      answer = serve.outcomes[i] as Outcome;
    }
  }
  trace?.rollout(serve, key, (exposure ^ SIGN) >>> 0, answer);
  return answer;
}

/** The other flag's answer; undefined when it is unknown, or when asking would lead in a circle. */
function ask(ruleset: Ruleset, reference: Reference, context: unknown): Outcome | undefined {
  if (ruleset.dead.size > 0 && ruleset.dead.has(reference)) return undefined;
  const flag = ruleset.flags.get(reference.key);
  return flag && resolve(ruleset, flag, context, undefined);
}

/** An off variant that is served because something is off never satisfies: a kill goes down the whole chain. */
function isSatisfied(prerequisite: CompiledPrerequisite, answer: Outcome | undefined): boolean {
  return (
    answer?.variant !== undefined &&
    answer.reason !== "DISABLED" &&
    answer.reason !== "PREREQUISITE_FAILED" &&
    prerequisite.reference.variants.includes(answer.variant)
  );
}

/** Why a segment holds a context, or does not. */
interface Membership {
  readonly holds: boolean;
  readonly because: string;
}

const NO_SEGMENT: Membership = { holds: false, because: "there is no such segment" };
const CIRCLE: Membership = { holds: false, because: "the segment leads back to itself, or too far" };
const EXCLUDED: Membership = { holds: false, because: "its targeting key is excluded" };
const INCLUDED: Membership = { holds: true, because: "its targeting key is included" };
const MATCH: Membership = { holds: true, because: "a rule of the segment matches" };
const NO_MATCH: Membership = { holds: false, because: "no rule of the segment matches" };

function membership(ruleset: Ruleset, reference: Reference, context: unknown): Membership {
  const segment = ruleset.segments.get(reference.key);
  if (segment === undefined) return NO_SEGMENT;
  if (ruleset.dead.size > 0 && ruleset.dead.has(reference)) return CIRCLE;
  const key = targetingKeyOf(context);
  if (key !== undefined) {
    if (segment.excluded.has(key)) return EXCLUDED;
    if (segment.included.has(key)) return INCLUDED;
  }
  for (let i = 0; i < segment.rules.length; i++) {
    if (allHold(ruleset, segment.rules[i] as readonly CompiledCondition[], context, undefined)) return MATCH;
  }
  return NO_MATCH;
}

function isInAny(
  ruleset: Ruleset,
  references: readonly Reference[],
  context: unknown,
  trace: Trace | undefined,
): boolean {
  for (let i = 0; i < references.length; i++) {
    const reference = references[i] as Reference;
    const { holds, because } = membership(ruleset, reference, context);
    trace?.segment(reference.key, holds, because);
    if (holds) return true;
  }
  return false;
}

function holds(ruleset: Ruleset, condition: CompiledCondition, context: unknown, trace: Trace | undefined): boolean {
  let actual: unknown;
  let verdict: boolean | undefined;
  if (condition.kind === "attribute") {
    const value = readAttribute(context, condition.path);
    actual = value;
    if (value !== undefined) verdict = condition.test(value);
  } else if (condition.kind === "exists") {
    actual = readAttribute(context, condition.path);
    verdict = actual !== undefined;
  } else if (condition.kind === "segment") {
    verdict = isInAny(ruleset, condition.references, context, trace);
  } else {
    const reference = condition.references[0] as Reference;
    const variant = ask(ruleset, reference, context)?.variant;
    actual = variant;
    if (variant !== undefined) verdict = reference.variants.includes(variant);
  }
  // Of the wrong type, or nothing known: false, and negation does not change that.
  const passed = verdict !== undefined && verdict !== condition.negate;
  trace?.condition(condition, actual, passed);
  return passed;
}

function allHold(
  ruleset: Ruleset,
  conditions: readonly CompiledCondition[],
  context: unknown,
  trace: Trace | undefined,
): boolean {
  let all = true;
  for (let i = 0; i < conditions.length; i++) {
    if (holds(ruleset, conditions[i] as CompiledCondition, context, trace)) continue;
    all = false;
    // Who explains wants to see the other conditions as well.
    if (trace === undefined) break;
  }
  return all;
}

function firstFailed(
  ruleset: Ruleset,
  flag: CompiledFlag,
  context: unknown,
  trace: Trace | undefined,
): Outcome | undefined {
  let failed: Outcome | undefined;
  for (let i = 0; i < flag.prerequisites.length; i++) {
    const prerequisite = flag.prerequisites[i] as CompiledPrerequisite;
    const answer = ask(ruleset, prerequisite.reference, context);
    const passed = isSatisfied(prerequisite, answer);
    trace?.prerequisite(prerequisite.reference.key, prerequisite.reference.variants, answer, passed);
    if (!passed) failed ??= prerequisite.failed;
    if (failed !== undefined && trace === undefined) break;
  }
  return failed;
}

/** Finds a flag's answer for a context. Throws nothing by itself; only what an injected regex engine might. */
export function resolve(ruleset: Ruleset, flag: CompiledFlag, context: unknown, trace: Trace | undefined): Outcome {
  if (flag.answer !== undefined) return flag.answer;

  const failed = flag.prerequisites.length > 0 ? firstFailed(ruleset, flag, context, trace) : undefined;
  if (failed !== undefined) return failed;

  if (flag.targets !== undefined) {
    const key = targetingKeyOf(context);
    const answer = key === undefined ? undefined : flag.targets.get(key);
    trace?.target(key, answer);
    if (answer !== undefined) return answer;
  }

  for (let i = 0; i < flag.rules.length; i++) {
    const rule = flag.rules[i] as CompiledRule;
    trace?.rule(rule);
    const matched = allHold(ruleset, rule.conditions, context, trace);
    trace?.ruleEnd(matched);
    if (matched) return serveTo(context, rule.serve, trace);
  }
  return serveTo(context, flag.fallthrough as CompiledServe, trace);
}
