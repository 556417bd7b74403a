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
}

/** A reusable set of contexts. An excluded key wins over everything. */
export interface SegmentData {
  key: string;
  rules: { conditions: Condition[] }[];
  includedKeys: string[];
  excludedKeys: string[];
}

/** `{ targetingKey?, ...attributes }`; may hold anything at all at run time. */
export interface EvaluationContext {
  targetingKey?: string;
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
