import { type EngineState, moveToStage, startEngine } from "../guard-engine/index.ts";
import type { Rollout } from "../storage/port.ts";

/**
 * The engine at the start of its plan, or, where a checkpoint is lost or can't be read, anew at the stage in force: nothing is known then, so
 * the stage is held for its whole time once more, and evidence begins at 1. Never an advance on what was forgotten.
 */
export function beginEngine({ plan, progress }: Rollout, now: number): EngineState {
  const isStart = progress.stage === 0 && progress.startedAt === progress.since && now - progress.since < plan.windowMs;
  const state = startEngine(plan, isStart ? progress.since : now);
  if (progress.stage !== 0) moveToStage(plan, state, progress.stage, now);
  return state;
}

/** Whether a checkpoint is of this plan. */
export const isOfPlan = ({ plan }: Rollout, state: EngineState) =>
  state.meters.length === plan.guards.length && state.stage < plan.stages.length;

/** The stage machine has moved, maybe by another node or a person: the engine follows. */
export function followStage({ plan, progress }: Rollout, state: EngineState): void {
  if (state.stage === progress.stage && state.since >= progress.since) return;
  moveToStage(plan, state, progress.stage, progress.since);
}
