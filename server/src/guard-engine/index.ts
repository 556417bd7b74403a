// Guarded rollouts, the deciding part: a pure function of plan, reports and time. See docs/guarded-rollouts.md.

export { type EngineState, moveToStage, startEngine, takeGuardReport } from "./engine.ts";
export { type Harm, secondsToProve } from "./forecast.ts";
export { bucketOf } from "./histogram.ts";
export { type Decision, type Holding, type Judgement, judge } from "./judge.ts";
export type { Guard, Plan, Stage } from "./plan.ts";
export { type GroupReport, type GuardReport, type MetricReport, SHARDS, type Sparse } from "./report.ts";
