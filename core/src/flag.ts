/** Any value that JSON can carry. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [name: string]: JsonValue };

export type FlagType = "boolean" | "string" | "number" | "object";

export interface Variant {
  key: string;
  value: JsonValue;
  name?: string;
}

export type Operator =
  | "equals"
  | "exists"
  | "startsWith"
  | "endsWith"
  | "contains"
  | "matches"
  | "lessThan"
  | "lessThanOrEqual"
  | "greaterThan"
  | "greaterThanOrEqual"
  | "between"
  | "semverEquals"
  | "semverLessThan"
  | "semverLessThanOrEqual"
  | "semverGreaterThan"
  | "semverGreaterThanOrEqual"
  | "semverInRange"
  | "before"
  | "after"
  | "includesAny"
  | "includesAll"
  | "includesNone"
  | "inCidr"
  | "inSegment"
  | "notInSegment"
  | "flagIs";

/**
 * One test on the evaluation context. Several `values` mean "any of".
 * `inSegment` and `notInSegment` carry segment keys in `values` and no attribute;
 * `flagIs` carries the other flag's key in `attribute` and its variants in `values`.
 */
export interface Condition {
  attribute?: string;
  operator: Operator;
  values?: JsonValue[];
  negate?: boolean;
  ignoreCase?: boolean;
}

export interface Rollout {
  /** Exposed share in percent, 0 to 100 in steps of 0.001. */
  percentage: number;
  /** How the exposed share is split, by weight, in this order. */
  variants: { variant: string; weight: number }[];
  /** What the unexposed share gets. */
  otherwise: string;
  /**
   * Path of the attribute that is bucketed.
   * @default "targetingKey"
   */
  bucketBy?: string;
}

export type Serve = { variant: string } | { rollout: Rollout };

/** All conditions must hold; a rule without conditions matches everyone. */
export interface Rule {
  id: string;
  name?: string;
  conditions: Condition[];
  serve: Serve;
}

/** The other flag must evaluate to one of these variants. */
export interface Prerequisite {
  flag: string;
  variants: string[];
}

/** Individual targeting keys that always get one variant. */
export interface Target {
  variant: string;
  keys: string[];
}

/** What is set per environment and decides who gets what. */
export interface Configuration {
  enabled: boolean;
  offVariant: string;
  prerequisites: Prerequisite[];
  targets: Target[];
  rules: Rule[];
  fallthrough: Serve;
}

/** A flag as one environment's SDKs receive it: definition and configuration in one. */
export interface FlagData extends Configuration {
  key: string;
  type: FlagType;
  variants: Variant[];
  /** 7 characters of `[a-z0-9]`, made once per flag, the same in every environment. */
  salt: string;
  /** Everyone gets `offVariant`, whatever else is set. */
  killed?: boolean;
  /** May browsers see it. */
  clientSide?: boolean;
  /** While a guarded rollout of it runs here: what its reports must say. Decides nothing. */
  guard?: FlagGuard;
}

/** The stage of a guarded rollout that is in force: what SDKs count, and in whose name. */
export interface FlagGuard {
  /** The plan's id. */
  plan: string;
  /** Index of the stage. A report speaks of one: SDKs cut it where this changes. */
  stage: number;
  /** The stage's exposed share in percent. A report says it again. */
  percentage: number;
  /** Id of the rule whose rollout it is; absent for the fallthrough's. */
  rule?: string;
  metrics: GuardMetric[];
}

/**
 * What is counted in the treated and in the control group. A `count` has how many there were and how many of them were bad; `values` are
 * counted by size.
 */
export type GuardMetric = { key: string } & (
  | { kind: "count"; from: "requests" }
  /** Of the events with this name those are bad whose value is below or above a bound; each one where there is no bound. */
  | {
      kind: "count";
      from: "event";
      event: string;
      badBelow?: number;
      badAbove?: number;
      /** What they are counted against: another event; without, themselves where there is a bound, and else requests. */
      per?: string;
    }
  /** How long a request took, in milliseconds. */
  | { kind: "values"; from: "requests" }
  /** The events' values; an event without one is left out. */
  | { kind: "values"; from: "event"; event: string }
);

/** A reusable set of contexts. An excluded key wins over everything. */
export interface SegmentData {
  key: string;
  rules: { conditions: Condition[] }[];
  includedKeys: string[];
  excludedKeys: string[];
}

/** `{ targetingKey?, ...attributes }`; may hold anything at all at run time. */
export interface EvaluationContext {
  targetingKey?: string | undefined;
  [attribute: string]: unknown;
}

export type Reason = "STATIC" | "TARGETING_MATCH" | "SPLIT" | "DEFAULT" | "DISABLED" | "PREREQUISITE_FAILED" | "ERROR";

export type ErrorCode =
  | "FLAG_NOT_FOUND"
  | "PARSE_ERROR"
  | "TYPE_MISMATCH"
  | "TARGETING_KEY_MISSING"
  | "PROVIDER_NOT_READY"
  | "GENERAL";

/** OpenFeature's resolution details: the answer and why. */
export interface EvaluationDetails<T = JsonValue> {
  value: T;
  variant?: string;
  reason: Reason;
  ruleId?: string;
  errorCode?: ErrorCode;
  errorMessage?: string;
  flagMetadata: Record<string, string | number | boolean>;
}
