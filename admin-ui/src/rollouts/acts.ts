import type { RolloutAct } from "../api/rollouts.ts";
import type { Rollout } from "../api/types.ts";

/** What can be done with a rollout now, the harmless first. */
export function actsOf({ status, plan, progress }: Pick<Rollout, "status" | "plan" | "progress">): RolloutAct[] {
  if (status === "draft") return ["discard", "start"];
  if (status !== "running" && status !== "paused") return [];
  const stage = plan.stages[progress.stage];
  const asks = status === "running" && stage?.approval === true && progress.approved?.stage !== progress.stage + 1;
  return [
    ...(asks && progress.stage + 1 < plan.stages.length ? (["approve"] as const) : []),
    status === "paused" ? "resume" : "pause",
    ...(progress.stage > 0 ? (["stepBack"] as const) : []),
    "stop",
    "rollBack",
  ];
}
