import { type Plan, plannedMs } from "./plan.ts";

/** How the stake is divided: what bets from the start, at later stages, and all along. Together 1. */
const AT_START = 0.6;
const AT_STAGES = 0.2;
const TRICKLED = 0.2;

const TRICKLE_MS = 300_000;
/** A long rollout needs fewer: the next comes when so much of the time that has passed is added. */
const TRICKLE_SHARE = 0.05;

/** Which restarts are due next. Plain data. */
export interface Schedule {
  startedAt: number;
  trickles: number;
  nextTrickleAt: number;
  /** The highest stage that has had its restart. */
  stage: number;
}

export const createSchedule = (now: number): Schedule => ({
  startedAt: now,
  trickles: 0,
  nextTrickleAt: now + TRICKLE_MS,
  stage: 0,
});

export const startWeight = () => AT_START;

/** @returns the weight to restart with on entering a stage: 0 where it was entered before */
export function stageWeight(schedule: Schedule, { stages }: Plan, stage: number): number {
  if (stage <= schedule.stage) return 0;
  // Stages that were passed over leave their part unused.
  schedule.stage = stage;
  return AT_STAGES / (stages.length - 1);
}

/** @returns the weight to restart with now, mostly 0 */
export function trickleWeight(schedule: Schedule, plan: Plan, now: number): number {
  if (now < schedule.nextTrickleAt) return 0;
  const elapsed = now - schedule.startedAt;
  schedule.nextTrickleAt = now + Math.max(TRICKLE_MS, elapsed * TRICKLE_SHARE);
  const k = schedule.trickles++;
  const k0 = Math.max(1, plannedMs(plan) / TRICKLE_MS);
  return TRICKLED * (k0 / (k + k0) - k0 / (k + 1 + k0));
}
