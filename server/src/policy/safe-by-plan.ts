import { isDeepStrictEqual } from "node:util";
import { serveAt, withShare } from "../rollouts/standing.ts";
import type { FlagConfiguration, RolloutPlan } from "../storage/port.ts";
import { isOpen } from "../storage/rollouts.ts";
import type { Noted, NotedRows } from "./note-rows.ts";

/**
 * What a guarded rollout takes back, it gives its plan's safe variant for, which need not be the flag's off variant. Whoever let it
 * start agreed to that: it lowers, and nothing may hold it.
 *
 * @returns the plan's safe variant where all that was done to the configuration is that less is exposed of what the plan writes there;
 *   `undefined` else
 */
export function safeByPlan(rows: NotedRows, { before, after }: Noted<FlagConfiguration>): string | undefined {
  if (before === undefined || after === undefined) return undefined;
  for (const { before: rollout } of rows.rollouts.values()) {
    if (rollout === undefined || !isOpen(rollout)) continue;
    const { environmentId, flagId, plan } = rollout;
    if (environmentId !== after.environmentId || flagId !== after.flagId) continue;
    if (isLess(before, after, plan)) return plan.otherwise;
  }
  return undefined;
}

function isLess(before: FlagConfiguration, after: FlagConfiguration, plan: RolloutPlan): boolean {
  const [was, is] = [serveAt(before, plan.rule), serveAt(after, plan.rule)];
  if (was === undefined || is === undefined || !("rollout" in was && "rollout" in is)) return false;
  const { percentage } = is.rollout;
  return (
    percentage < was.rollout.percentage &&
    isSame(before, withShare(before, plan, was.rollout.percentage)) &&
    isSame(after, withShare(before, plan, percentage))
  );
}

function isSame(a: FlagConfiguration, b: FlagConfiguration): boolean {
  const decided = ({ guard, version, updatedAt, ...rest }: FlagConfiguration): unknown =>
    JSON.parse(JSON.stringify(rest));
  return isDeepStrictEqual(decided(a), decided(b));
}
