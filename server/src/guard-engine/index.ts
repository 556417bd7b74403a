// Guarded rollouts, the deciding part: a pure function of plan, reports and time.

export { type EngineState, moveToStage, startEngine, takeGuardReport } from "./engine.ts";
export { secondsToProve } from "./forecast.ts";
export { bucketOf } from "./histogram.ts";
export { type Decision, type Judgement, judge } from "./judge.ts";
export type { Guard, Plan } from "./plan.ts";
export { type GroupReport, type GuardReport, SHARDS } from "./report.ts";
