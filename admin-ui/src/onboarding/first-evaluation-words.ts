import { variantWords } from "@switchyard/core/words";
import type { Flag, LiveEvaluation } from "../api/types.ts";

/** "checkout-v2 for user-1 → on" */
export function firstEvaluationWords(flag: Flag, { context, variant }: Pick<LiveEvaluation, "context" | "variant">) {
  const { targetingKey } = context;
  const whom = typeof targetingKey === "string" && targetingKey !== "" ? ` for ${targetingKey}` : "";
  return `${flag.key}${whom} → ${variant === null ? "the code’s default" : variantWords(flag, variant)}`;
}
