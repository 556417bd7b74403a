import type { CompiledServe, Outcome, Ruleset } from "./compile/compiled.ts";
import { answerOf, toDetails } from "./evaluate.ts";
import type { ConditionTrace, Explanation, RolloutTrace, RuleTrace, SegmentTrace } from "./explanation.ts";
import type { JsonValue } from "./flag.ts";
import { bucketStep, percentageSteps } from "./hash/bucket.ts";
import type { Trace } from "./trace.ts";

const LONGEST = 200;
const MOST_MEMBERS = 20;

/** A value of a context as an explanation shows it: JSON, shortened. Total: the context may hold anything. */
function shown(value: unknown): JsonValue | undefined {
  try {
    if (typeof value === "string") return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
    if (typeof value !== "object" || value === null) return value as JsonValue | undefined;
    if (!Array.isArray(value)) return "[object]";
    const length = Math.min(value.length, MOST_MEMBERS + 1);
    const members = Array.from({ length }, (_, i): JsonValue => {
      if (i === MOST_MEMBERS) return `… ${value.length - MOST_MEMBERS} more`;
      const member: unknown = value[i];
      const isPlain = typeof member === "string" || typeof member === "number" || typeof member === "boolean";
      return isPlain ? (shown(member) ?? null) : `[${typeof member}]`;
    });
    return members;
  } catch {
    return "[unreadable]";
  }
}

/** A percentage without the noise of binary fractions. */
const percent = (steps: number): number => steps / 1000;

function traceRollout(serve: CompiledServe, key: string | undefined, hash: number): RolloutTrace {
  const { percentage } = serve;
  const path = serve.bucketBy ?? ["targetingKey"];
  const bucketBy = path.map((name) => name.replaceAll(".", "\\.")).join(".");
  if (key === undefined) {
    return { bucketBy, percentage, exposed: false, text: `the context has no ${bucketBy} to bucket by` };
  }
  const step = bucketStep(hash);
  const missing = step + 1 - percentageSteps(percentage);
  const exposed = missing <= 0;
  const place = `bucket ${percent(step)}, rollout ${percentage}`;
  const text = exposed ? `${place}: exposed` : `${place}: needs ${percent(missing)} more`;
  return { bucketBy, key, percentage, bucket: percent(step), exposed, text };
}

class Recorder implements Trace {
  readonly explanation: Omit<Explanation, "details" | "flag"> = { prerequisites: [], rules: [], fallthrough: false };
  #rule: RuleTrace | undefined;
  #segments: SegmentTrace[] = [];

  prerequisite: Trace["prerequisite"] = (flag, variants, answer, passed) => {
    this.explanation.prerequisites.push({
      flag,
      variants: [...variants],
      ...(answer?.variant !== undefined && { actual: answer.variant }),
      ...(answer !== undefined && { reason: answer.reason }),
      passed,
    });
  };

  target: Trace["target"] = (targetingKey, answer) => {
    this.explanation.target = {
      ...(targetingKey !== undefined && { targetingKey }),
      ...(answer?.variant !== undefined && { variant: answer.variant }),
      passed: answer !== undefined,
    };
  };

  rule: Trace["rule"] = ({ id, name }) => {
    this.#rule = { id, ...(name !== undefined && { name }), conditions: [], passed: false };
    this.explanation.rules.push(this.#rule);
  };

  segment: Trace["segment"] = (segment, holds, because) => {
    this.#segments.push({ segment, holds, because });
  };

  condition: Trace["condition"] = ({ source, kind }, actual, passed) => {
    const { attribute, operator, values, negate, ignoreCase } = source;
    const value = shown(actual);
    const entry: ConditionTrace = {
      ...(attribute !== undefined && kind !== "segment" && { attribute }),
      operator,
      ...(values !== undefined && { values }),
      ...(negate && { negate }),
      ...(ignoreCase && { ignoreCase }),
      ...(value !== undefined && { actual: value }),
      passed,
    };
    if (kind === "segment") {
      entry.segments = this.#segments;
      this.#segments = [];
    }
    this.#rule?.conditions.push(entry);
  };

  ruleEnd: Trace["ruleEnd"] = (matched) => {
    if (this.#rule !== undefined) this.#rule.passed = matched;
    if (!matched) this.#rule = undefined;
  };

  rollout: Trace["rollout"] = (serve, key, hash) => {
    const rollout = traceRollout(serve, key, hash);
    if (this.#rule === undefined) this.explanation.rollout = rollout;
    else this.#rule.rollout = rollout;
  };

  finish(answer: Outcome): void {
    const { prerequisites, target, rules } = this.explanation;
    const isDecided =
      target?.passed || prerequisites.some(({ passed }) => !passed) || rules.some(({ passed }) => passed);
    const isOff = answer.reason === "DISABLED" || (answer.reason === "ERROR" && this.explanation.rollout === undefined);
    this.explanation.fallthrough = !isDecided && !isOff;
  }
}

/**
 * Evaluates a flag as {@link getDetails} does, by the same code, and tells everything that it looked at: each
 * prerequisite, target, rule and condition with the actual value, and for a rollout the bucket beside the threshold.
 */
export function explain(ruleset: Ruleset, key: string, context: unknown): Explanation {
  const recorder = new Recorder();
  const answer = answerOf(ruleset, key, context, recorder);
  recorder.finish(answer);
  return { flag: key, details: toDetails(answer, key, undefined), ...recorder.explanation };
}
