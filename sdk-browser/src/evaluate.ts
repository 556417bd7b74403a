import type {
  ClientEvaluation,
  ClientFlag,
  ClientRollout,
  ErrorCode,
  EvaluationContext,
  Reason,
} from "@switchyard/core";
import { murmur3 } from "./hash.ts";

// What core's toClientFlag makes of a flag, evaluated: with the same answer as on the server, and written for size.
// The tests hold the two together.

export const failure = (errorCode: ErrorCode): ClientEvaluation => ({ reason: "ERROR", errorCode });

/** @param context as JSON carries it */
export function evaluate(flag: ClientFlag, context: EvaluationContext): ClientEvaluation {
  try {
    if ("errorCode" in flag) return failure(flag.errorCode);
    return "salt" in flag ? evaluateRollout(flag, context) : serve(flag, flag.reason);
  } catch {
    return failure("PARSE_ERROR");
  }
}

type Answer = Pick<ClientEvaluation, "variant" | "value">;

const serve = ({ variant, value }: Answer, reason: Reason): ClientEvaluation => ({ variant, value, reason });

function evaluateRollout(flag: ClientRollout, context: EvaluationContext): ClientEvaluation {
  const { salt, variants, otherwise } = flag;
  const threshold = (Math.round(flag.percentage * 1000) * 2 ** 32) / 1e5;
  const key = read(context, flag.bucketBy ?? "targetingKey");
  if (key === "" || key == null || typeof key === "object") return failure("TARGETING_KEY_MISSING");
  if (murmur3(`${salt}.${key}`) >= threshold) return serve(otherwise, "SPLIT");

  const hash = murmur3(`${salt}:${key}`);
  const total = variants.reduce((sum, { weight }) => sum + weight, 0);
  let cumulative = 0;
  const served = variants.find(({ weight }) => {
    cumulative += weight;
    return hash < (cumulative * 2 ** 32) / total;
  });
  return serve(served as Answer, "SPLIT");
}

/** An own property at a path, through objects but not through arrays; `\.` is a dot that belongs to a name. */
function read(context: unknown, path: string): unknown {
  return path.split(/(?<!\\)\./).reduce((value: unknown, part) => {
    const name = part.replaceAll("\\.", ".");
    const isObject = Object(value) === value && !Array.isArray(value) && Object.hasOwn(value as object, name);
    return isObject ? (value as Record<string, unknown>)[name] : undefined;
  }, context);
}
