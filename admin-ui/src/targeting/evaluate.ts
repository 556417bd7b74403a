import type { EvaluationContext, Explanation, JsonValue } from "@switchyard/core";
import { path, request } from "../api/client.ts";
import type { ConfigurationInput } from "../api/types.ts";
import type { Place } from "../api/writes.ts";

/** OpenFeature's details, with what led to them. */
export interface Evaluation {
  flag: string;
  value?: JsonValue;
  variant?: string;
  reason: string;
  ruleId?: string;
  errorCode?: string;
  errorMessage?: string;
  trace: Omit<Explanation, "flag" | "details">;
}

/** What a context gets, and why: with the saved configuration, or with one that is only being thought of. */
export const evaluate = (
  { project, environment, flag }: Place,
  context: EvaluationContext,
  config?: ConfigurationInput,
  signal?: AbortSignal,
) =>
  request<Evaluation>(`${path("projects", project, "environments", environment)}/evaluate`, {
    method: "POST",
    body: { flag, context, ...(config ? { config } : {}) },
    ...(signal ? { signal } : {}),
  });
