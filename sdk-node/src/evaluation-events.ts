import type { ErrorCode, EvaluationContext, Reason } from "@switchyard/core";

/** One evaluation, for who wants to be told of each. */
export interface Evaluation {
  flag: string;
  /** Absent where the caller's default was given. */
  variant?: string;
  reason: Reason;
  errorCode?: ErrorCode;
  /** Of the flags that gave the answer; absent before the first ones came. */
  version?: number;
  context?: EvaluationContext;
}

/** OpenTelemetry's `Logger` of `@opentelemetry/api-logs`, as far as it is used. */
export interface EventLogger {
  emit(record: { eventName: string; attributes: Record<string, string> }): void;
}

/**
 * Tells OpenTelemetry of each evaluation, as the event `feature_flag.evaluation`.
 *
 * @example createClient({ url, sdkKey, onEvaluation: evaluationEvents(logs.getLogger("switchyard")) })
 * @see OpenTelemetry semantic conventions, "Semantic conventions for feature flags in logs"
 */
export function evaluationEvents(logger: EventLogger): (evaluation: Evaluation) => void {
  return ({ flag, variant, reason, errorCode, version, context }) => {
    const attributes: Record<string, string> = {
      "feature_flag.key": flag,
      "feature_flag.provider.name": "switchyard",
      "feature_flag.result.reason": reason.toLowerCase(),
    };
    if (variant !== undefined) attributes["feature_flag.result.variant"] = variant;
    if (version !== undefined) attributes["feature_flag.version"] = `${version}`;
    if (typeof context?.targetingKey === "string") attributes["feature_flag.context.id"] = context.targetingKey;
    if (errorCode !== undefined) attributes["error.type"] = errorCode.toLowerCase();
    logger.emit({ eventName: "feature_flag.evaluation", attributes });
  };
}
