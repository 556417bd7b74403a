import type { AttributePath } from "../attribute.ts";
import type { Condition, ErrorCode, FlagData, JsonValue, Reason, SegmentData } from "../flag.ts";
import type { RegexEngine, Test } from "../operators/operator.ts";
import type { Problems } from "./problem.ts";

// What flags and segments become on arrival. Every object of a kind has the same fields in the same order, and every
// answer that a flag can give exists before anybody asks: evaluation only finds it.

/**
 * How often an answer was given, for SDKs, which report it. Evaluation never touches it; it is here so that counting finds
 * it without looking anything up.
 */
export interface Tally {
  /** `null` where the caller's default was given. */
  readonly variant: string | null;
  count: number;
}

/** One of the answers that a flag can give. */
export interface Outcome {
  /** Absent in errors: the caller's default takes its place. */
  readonly value: JsonValue | undefined;
  readonly variant: string | undefined;
  readonly reason: Reason;
  readonly ruleId: string | undefined;
  readonly errorCode: ErrorCode | undefined;
  readonly errorMessage: string | undefined;
  readonly metadata: Readonly<Record<string, string | number | boolean>>;
  /** Its variant's; absent in errors. */
  readonly tally: Tally | undefined;
}

/** A place where a flag or segment leans on another one. Its identity matters: cycles are cut at references. */
export interface Reference {
  readonly kind: "flag" | "segment";
  readonly key: string;
  /** The variants of the other flag that are named here. */
  readonly variants: readonly string[];
  readonly path: string;
}

export interface CompiledCondition {
  readonly kind: "attribute" | "exists" | "segment" | "flag";
  readonly path: AttributePath;
  readonly test: Test;
  readonly negate: boolean;
  /** Segments to look into, or the one flag to ask. */
  readonly references: readonly Reference[];
  readonly source: Condition;
}

/** A rollout, or (`always`) one answer for everyone. */
export interface CompiledServe {
  readonly always: Outcome | undefined;
  /** Undefined for the targeting key. */
  readonly bucketBy: AttributePath | undefined;
  readonly exposureState: number;
  /** The threshold less 2^31, to be compared with a hash whose sign bit is flipped. */
  readonly threshold: number;
  readonly everyone: boolean;
  readonly splitState: number;
  /** As the threshold. One for each of `outcomes`. */
  readonly bounds: readonly number[];
  readonly outcomes: readonly Outcome[];
  readonly otherwise: Outcome;
  /** The bucketing attribute is missing. */
  readonly unknown: Outcome;
  readonly percentage: number;
}

export interface CompiledRule {
  readonly id: string;
  readonly name: string | undefined;
  readonly conditions: readonly CompiledCondition[];
  readonly serve: CompiledServe;
}

export interface CompiledPrerequisite {
  readonly reference: Reference;
  readonly failed: Outcome;
}

export interface CompiledFlag {
  readonly key: string;
  readonly clientSide: boolean;
  /** The same for every context, and final: disabled, killed, damaged, or one variant for everyone. */
  readonly answer: Outcome | undefined;
  readonly prerequisites: readonly CompiledPrerequisite[];
  readonly targets: ReadonlyMap<string, Outcome> | undefined;
  readonly rules: readonly CompiledRule[];
  readonly fallthrough: CompiledServe | undefined;
  readonly references: readonly Reference[];
  /** One for each variant, and at last the one of the caller's default. */
  readonly tallies: readonly Tally[];
  readonly source: FlagData;
}

export interface CompiledSegment {
  readonly key: string;
  readonly included: ReadonlySet<string>;
  readonly excluded: ReadonlySet<string>;
  /** The conditions of each rule; any rule that matches is enough. */
  readonly rules: readonly (readonly CompiledCondition[])[];
  readonly references: readonly Reference[];
  readonly source: SegmentData;
}

/** A flag or segment that could not be compiled as it is. */
export interface Broken {
  kind: "flag" | "segment";
  key: string;
  problem: string;
}

/** All flags and segments of one environment, compiled. Immutable: {@link updateRuleset} makes a new one. */
export interface Ruleset {
  readonly flags: ReadonlyMap<string, CompiledFlag>;
  readonly segments: ReadonlyMap<string, CompiledSegment>;
  /** Flags that answer with PARSE_ERROR (or are off, and would once they are on), and segments that hold nobody. */
  readonly broken: readonly Broken[];
  /** References that are not followed, because they would lead in a circle or too far. Almost always empty. */
  readonly dead: ReadonlySet<Reference>;
}

/** What compiling a flag or a segment needs and gathers. */
export interface Scope {
  readonly problems: Problems;
  readonly regex: RegexEngine | undefined;
  readonly references: Reference[];
}
