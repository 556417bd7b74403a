import type { Explanation } from "@switchyard/core";
import { conditionWords, quoted, shortList } from "@switchyard/core/words";

/** One thing that evaluation looked at, and how it came out. */
export interface Step {
  text: string;
  passed: boolean;
  /** What it was made of, such as a rule's conditions. */
  parts: { text: string; passed: boolean }[];
}

type Traced = Omit<Explanation, "flag" | "details">;

/** What evaluation looked at, in its order and in words. `nameOf` says what a rule is called on screen. */
export function explanationSteps(trace: Traced, nameOf: (ruleId: string, name: string | undefined) => string): Step[] {
  const steps: Step[] = trace.prerequisites.map(({ flag, variants, actual, reason, passed }) => ({
    text: `${quoted(flag)} must be ${shortList(variants.map(quoted), "or")}: ${actual === undefined ? "it gives no variant" : `it is ${quoted(actual)}`}${reason === "DISABLED" ? ", as it is off" : ""}`,
    passed,
    parts: [],
  }));
  if (trace.target) {
    const { targetingKey, variant, passed } = trace.target;
    const who = targetingKey === undefined ? "Without a targeting key nobody is named" : quoted(targetingKey);
    steps.push({
      text: passed
        ? `${who} is named for ${quoted(variant ?? "")}`
        : targetingKey === undefined
          ? who
          : `${who} is not named`,
      passed,
      parts: [],
    });
  }
  for (const rule of trace.rules) {
    steps.push({
      text: `${nameOf(rule.id, rule.name)} ${rule.passed ? "matches" : "does not match"}`,
      passed: rule.passed,
      parts: [
        ...rule.conditions.map((condition) => ({ text: conditionTraceWords(condition), passed: condition.passed })),
        ...(rule.rollout ? [{ text: rolloutWords(rule.rollout), passed: rule.rollout.exposed }] : []),
      ],
    });
  }
  if (trace.fallthrough) {
    const { rollout } = trace;
    steps.push({
      text: "Everyone else",
      passed: true,
      parts: rollout ? [{ text: rolloutWords(rollout), passed: rollout.exposed }] : [],
    });
  }
  return steps;
}

function conditionTraceWords(condition: Traced["rules"][number]["conditions"][number]): string {
  const words = `People ${conditionWords(condition)}`;
  if (condition.segments) {
    const each = condition.segments.map(
      ({ segment, holds, because }) => `${quoted(segment)}: ${holds ? "in" : "not in"}, ${because}`,
    );
    return each.length > 0 ? `${words} (${each.join("; ")})` : words;
  }
  if (condition.operator === "exists")
    return `${words} (${condition.actual === undefined ? "not known" : shown(condition.actual)})`;
  return `${words} (${condition.actual === undefined ? "here it is not known, so this can’t hold" : `here ${shown(condition.actual)}`})`;
}

const shown = (value: unknown) => (typeof value === "string" ? quoted(value) : JSON.stringify(value));

function rolloutWords({ bucketBy, key, bucket, percentage, exposed }: NonNullable<Traced["rollout"]>): string {
  if (key === undefined || bucket === undefined) return `Chosen by ${quoted(bucketBy)}, which is not known`;
  const by = bucketBy === "targetingKey" ? quoted(key) : `${quoted(bucketBy)} ${quoted(key)}`;
  return exposed
    ? `${by} is at ${bucket} and the first ${percentage} % are in`
    : `${by} is at ${bucket} and only the first ${percentage} % are in: ${roundUp(bucket - percentage)} % more are needed`;
}

/** A key at 31.402 is in from 31.403 on. */
const roundUp = (difference: number) => Math.round((difference + 0.001) * 1000) / 1000;

/** Why, in a few words. */
export function reasonWords(
  reason: string,
  { errorCode, ruleName }: { errorCode?: string | undefined; ruleName?: string | undefined } = {},
): string {
  switch (reason) {
    case "DISABLED":
      return "it is off";
    case "PREREQUISITE_FAILED":
      return "a prerequisite failed";
    case "TARGETING_MATCH":
      return ruleName ? `${ruleName} matched` : "named";
    case "SPLIT":
      return ruleName ? `${ruleName}, by percentage` : "by percentage";
    case "STATIC":
      return "the same for everyone";
    case "DEFAULT":
      return "everyone else";
    default:
      return errorCode ? (ERROR_WORDS[errorCode] ?? errorCode) : reason;
  }
}

const ERROR_WORDS: Record<string, string> = {
  FLAG_NOT_FOUND: "there is no such flag, so the code’s own default was given",
  PARSE_ERROR: "the flag can’t be read, so the code’s own default was given",
  TYPE_MISMATCH: "the code asked for another type and got its own default",
  TARGETING_KEY_MISSING: "there was nothing to choose by, so the code’s own default was given",
  PROVIDER_NOT_READY: "the SDK had no flags yet, so the code’s own default was given",
};
