import type { ErrorCode, EvaluationDetails, JsonValue, Reason } from "../flag.ts";
import type { Outcome, Tally } from "./compiled.ts";

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

/**
 * The details of an answer, as OpenFeature has them. What is absent has no property. A new object each time: whoever asks may add to it.
 *
 * Without spreading what may be absent, which cost more than the evaluation: a middleware asks for details of every flag.
 */
export function details<T>({ variant, reason, ruleId, errorCode, errorMessage, metadata }: Outcome, value: T) {
  const flagMetadata = { ...metadata };
  const given: EvaluationDetails<T> =
    variant === undefined ? { value, reason, flagMetadata } : { value, variant, reason, flagMetadata };
  if (ruleId !== undefined) given.ruleId = ruleId;
  if (errorCode !== undefined) given.errorCode = errorCode;
  if (errorMessage !== undefined) given.errorMessage = errorMessage;
  return given;
}
