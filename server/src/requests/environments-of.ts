import type { Plan } from "../operations/plan.ts";
import { merge } from "../storage/change-record.ts";

/** The ids of the environments that a plan concerns: those whose SDKs hear of it, and those whose rollout it lets climb later. */
export function environmentsOf({ changes }: Plan): string[] {
  const heard = merge(changes.flatMap(({ change }) => change.affects)).map(([id]) => id);
  return [...new Set([...heard, ...changes.flatMap(({ change }) => change.environmentId ?? [])])];
}
