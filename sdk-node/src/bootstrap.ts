import { type ClientFlag, type EvaluationContext, type Ruleset, toClientFlag } from "@switchyard/core";
import type { Held } from "@switchyard/core/client";
import type { Bootstrap } from "./client-types.ts";

/** Before the first flags came; browsers take nothing from it. */
const NOTHING: Bootstrap = { type: "snapshot", epoch: "", version: 0, flags: [] };

/** What a browser may know of the flags that are held, for one context. */
export function bootstrapFor(
  held: Held<Ruleset> | undefined,
  context: EvaluationContext,
  keys: readonly string[] | undefined,
): Bootstrap {
  if (!held) return NOTHING;
  const wanted = new Set(Array.isArray(keys) ? keys : held.data.flags.keys());
  const flags = [...wanted].flatMap((key): ClientFlag[] => {
    const found = toClientFlag(held.data, key, context);
    return found ? [found.flag] : [];
  });
  return { type: "snapshot", ...held.have, flags };
}
