import { keyForm, parsePath, readAttribute } from "./attribute.ts";
import type { ErrorCode, EvaluationContext, JsonValue, Reason } from "./flag.ts";
import type { ClientAnswer, ClientFlag, ClientRollout } from "./messages.ts";
import { murmur3 } from "./murmur.ts";

// The browser's whole evaluator. It imports nothing but the hash and the reading of attributes: every byte counts.

export interface ClientEvaluation {
  /** Absent, as the value, in errors: the caller's default takes its place. */
  variant?: string;
  value?: JsonValue;
  reason: Reason;
  errorCode?: ErrorCode;
}

/**
 * Evaluates what a server sent to a browser, with the same answer as the server's. Never throws.
 * @param context whom the browser asks for; only the bucketing attribute is read
 */
export function evaluateClientFlag(flag: ClientFlag, context: EvaluationContext | undefined): ClientEvaluation {
  try {
    if ("errorCode" in flag) return { reason: "ERROR", errorCode: flag.errorCode };
    return "salt" in flag ? evaluateRollout(flag, context) : serve(flag, flag.reason);
  } catch {
    return { reason: "ERROR", errorCode: "PARSE_ERROR" };
  }
}

type Answer = Pick<ClientAnswer, "variant" | "value">;

const serve = ({ variant, value }: Answer, reason: Reason): ClientEvaluation => ({ variant, value, reason });

function evaluateRollout(flag: ClientRollout, context: EvaluationContext | undefined): ClientEvaluation {
  const { salt, variants, otherwise } = flag;
  const threshold = (Math.round(flag.percentage * 1000) * 2 ** 32) / 1e5;
  const isAll = threshold >= 2 ** 32;
  if (variants.length < 2 && (isAll || threshold <= 0))
    return serve(isAll ? (variants[0] as Answer) : otherwise, "STATIC");

  const key = keyForm(readAttribute(context, parsePath(flag.bucketBy ?? "targetingKey")));
  if (key === undefined) return { reason: "ERROR", errorCode: "TARGETING_KEY_MISSING" };
  if (murmur3(`${salt}.${key}`) >= threshold) return serve(otherwise, "SPLIT");

  // The same arithmetic as splitBounds, so that rounding falls alike.
  const hash = murmur3(`${salt}:${key}`);
  const total = variants.reduce((sum, { weight }) => sum + weight, 0);
  let cumulative = 0;
  const served = variants.find(({ weight }) => {
    cumulative += weight;
    return hash < (cumulative * 2 ** 32) / total;
  });
  return serve(served as Answer, "SPLIT");
}
