import type { Condition, EvaluationDetails, JsonValue, Reason } from "./flag.ts";

// What `explain` returns: plain JSON, so that it can be sent and shown as it is.

/** Another flag that had to evaluate to one of `variants`. */
export interface PrerequisiteTrace {
  flag: string;
  variants: string[];
  /** What the other flag gave; absent when it gave no variant. */
  actual?: string;
  /** Why the other flag gave it; absent when there is no such flag, or asking it would lead in a circle. */
  reason?: Reason;
  passed: boolean;
}

export interface TargetTrace {
  /** Absent when the context has none. */
  targetingKey?: string;
  /** The variant of the target that lists the key. */
  variant?: string;
  passed: boolean;
}

export interface SegmentTrace {
  segment: string;
  holds: boolean;
  because: string;
}

export interface ConditionTrace extends Pick<Condition, "attribute" | "operator" | "values" | "negate" | "ignoreCase"> {
  /** The attribute's value, or for `flagIs` the other flag's variant; shortened, and absent when missing. */
  actual?: JsonValue;
  passed: boolean;
  /** For `inSegment` and `notInSegment`: the segments that were looked into. */
  segments?: SegmentTrace[];
}

export interface RolloutTrace {
  bucketBy: string;
  /** The value that was bucketed; absent when the context has none. */
  key?: string;
  /** The exposed share in percent. */
  percentage: number;
  /** Where the key falls, in percent: exposed when smaller than `percentage`. Absent without a key. */
  bucket?: number;
  exposed: boolean;
  /** Such as "bucket 31.402, rollout 25: needs 6.403 more". */
  text: string;
}

export interface RuleTrace {
  id: string;
  name?: string;
  conditions: ConditionTrace[];
  passed: boolean;
  rollout?: RolloutTrace;
}

/** Everything that evaluation looked at, in its order. What was not reached is not in it. */
export interface Explanation {
  flag: string;
  /** Without a default, so an error has no value. */
  details: EvaluationDetails<JsonValue | undefined>;
  prerequisites: PrerequisiteTrace[];
  target?: TargetTrace;
  rules: RuleTrace[];
  /** Whether no rule matched, so that everyone else's answer was served. */
  fallthrough: boolean;
  /** Of the fallthrough. */
  rollout?: RolloutTrace;
}
