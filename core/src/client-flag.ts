import type { ErrorCode, EvaluationContext, JsonValue, Reason } from "./flag.ts";
import { murmur3 } from "./hash/murmur-small.ts";
import type { ClientFlag, ClientRollout } from "./messages/messages.ts";

// The browser's whole evaluator: what toClientFlag makes of a flag, with the same answer as on the server. Written for
// size: every byte counts.

export interface ClientEvaluation {
  /** Absent, as the value, in errors: the caller's default takes its place. */
  variant?: string;
  value?: JsonValue;
  reason: Reason;
  errorCode?: ErrorCode;
}

export const clientFailure = (errorCode: ErrorCode): ClientEvaluation => ({ reason: "ERROR", errorCode });

/**
 * Evaluates what a server sent to a browser. Never throws.
 * @param context as JSON carries it; only the bucketing attribute is read
 */
export function evaluateClientFlag(flag: ClientFlag, context: EvaluationContext | undefined): ClientEvaluation {
  try {
    if ("errorCode" in flag) return clientFailure(flag.errorCode);
    return "salt" in flag ? evaluateRollout(flag, context) : serve(flag, flag.reason);
  } catch {
    return clientFailure("PARSE_ERROR");
  }
}

type Answer = Pick<ClientEvaluation, "variant" | "value">;

const serve = ({ variant, value }: Answer, reason: Reason): ClientEvaluation => ({ variant, value, reason });

function evaluateRollout(flag: ClientRollout, context: EvaluationContext | undefined): ClientEvaluation {
  const { salt, below, variants, otherwise, bucketBy = ["targetingKey"] } = flag;
  const key = bucketBy.reduce(read, context as unknown);
  if (key === "" || key == null || typeof key === "object") return clientFailure("TARGETING_KEY_MISSING");
  if (murmur3(`${salt}.${key}`) >= below) return serve(otherwise, "SPLIT");

  const hash = murmur3(`${salt}:${key}`);
  return serve(variants.find((variant) => hash < variant.below) as Answer, "SPLIT");
}

/** An own property of an object, but not of an array. */
function read(value: unknown, name: string): unknown {
  const isObject = Object(value) === value && !Array.isArray(value) && Object.hasOwn(value as object, name);
  return isObject ? (value as Record<string, unknown>)[name] : undefined;
}
