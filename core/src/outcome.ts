import type { Outcome, Tally } from "./compiled.ts";
import type { ErrorCode, EvaluationDetails, JsonValue, Reason } from "./flag.ts";

export interface CompiledVariant {
  readonly key: string;
  readonly value: JsonValue;
  readonly tally: Tally;
}

const NO_METADATA: Outcome["metadata"] = Object.freeze({});

/** The answer `variant`, given for `reason`. */
export function outcome(
  variant: CompiledVariant,
  reason: Reason,
  ruleId?: string,
  metadata: Outcome["metadata"] = NO_METADATA,
): Outcome {
  return {
    value: variant.value,
    variant: variant.key,
    reason,
    ruleId,
    errorCode: undefined,
    errorMessage: undefined,
    metadata,
    tally: variant.tally,
  };
}

/** No answer: the caller's default takes its place. */
export function failure(errorCode: ErrorCode, errorMessage: string, ruleId?: string): Outcome {
  return {
    value: undefined,
    variant: undefined,
    reason: "ERROR",
    ruleId,
    errorCode,
    errorMessage,
    metadata: NO_METADATA,
    tally: undefined,
  };
}

/** The details of an answer, as OpenFeature has them. What is absent has no property. */
export function details<T>(answer: Outcome, value: T): EvaluationDetails<T> {
  return {
    value,
    reason: answer.reason,
    ...(answer.variant !== undefined && { variant: answer.variant }),
    ...(answer.ruleId !== undefined && { ruleId: answer.ruleId }),
    ...(answer.errorCode !== undefined && { errorCode: answer.errorCode }),
    ...(answer.errorMessage !== undefined && { errorMessage: answer.errorMessage }),
    flagMetadata: { ...answer.metadata },
  };
}
