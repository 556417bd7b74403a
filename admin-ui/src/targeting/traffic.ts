import { percent } from "@switchyard/core/words";
import { useState } from "react";
import { useLook } from "../api/live-context.ts";
import type { LiveEvaluation } from "../api/types.ts";
import type { Place } from "../api/writes.ts";
import { counted } from "../words/count.ts";

/** Evaluations by what decided them: a rule's id, or the reason where it was no rule. */
export type Traffic = ReadonlyMap<string, number>;

export function withSeen(traffic: Traffic, items: readonly Pick<LiveEvaluation, "ruleId" | "reason">[]): Traffic {
  const counts = new Map(traffic);
  for (const { ruleId, reason } of items) {
    const by = ruleId ?? reason;
    counts.set(by, (counts.get(by) ?? 0) + 1);
  }
  return counts;
}

/** What people see beside each rule; nothing before anything was seen. */
export function trafficWords(traffic: Traffic, ruleId: string): string | undefined {
  const all = [...traffic.values()].reduce((sum, count) => sum + count, 0);
  if (all === 0) return undefined;
  const share = (100 * (traffic.get(ruleId) ?? 0)) / all;
  return `Decided ${percent(Math.round(share))} of the ${counted(all, "evaluation")} seen since you came here`;
}

const NOTHING: Traffic = new Map();

/** Counted while the caller is on screen, from what server SDKs tell of: a sample, and of what is saved. */
export function useTraffic({ project, environment, flag }: Place): Traffic {
  const [traffic, setTraffic] = useState(NOTHING);
  useLook(project, environment, flag, ({ items }) => {
    if (items.length > 0) setTraffic((was) => withSeen(was, items));
  });
  return traffic;
}
