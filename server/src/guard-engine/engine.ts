import { restart } from "./bets.ts";
import { createMeter, enterStage, type Meter, restartMeter, takeReport } from "./meter.ts";
import type { Plan } from "./plan.ts";
import type { GuardReport } from "./report.ts";
import { createSchedule, type Schedule, stageWeight, startWeight, trickleWeight } from "./restarts.ts";
import { createSampleRatio, playSampleRatio, type SampleRatio } from "./sample-ratio.ts";

/**
 * All that a guarded rollout knows, as plain data. The functions below change it in place and depend on nothing but what
 * they are given: the same plan, reports and times end in the same state, on any node, after any restart.
 */
export interface EngineState {
  schedule: Schedule;
  stage: number;
  /** When the stage began. */
  since: number;
  /** Treated requests of this stage. */
  treated: number;
  meters: Meter[];
  ratio: SampleRatio;
  /** The last number of each source, newest source last. */
  seqs: [source: string, seq: number][];
}

/** Who falls out of so many begins anew; a retransmission of theirs would then be counted. */
const MOST_SOURCES = 10_000;

export function startEngine(plan: Plan, now: number): EngineState {
  const state: EngineState = {
    schedule: createSchedule(now),
    stage: 0,
    since: now,
    treated: 0,
    meters: plan.guards.map((guard) => createMeter(guard, now)),
    ratio: createSampleRatio(),
    seqs: [],
  };
  restartAll(state, startWeight());
  return state;
}

/** Up or down, by the plan or a person. Evidence is kept: the same people are in, and what they met has been met. */
export function moveToStage(plan: Plan, state: EngineState, stage: number, now: number): void {
  state.stage = stage;
  state.since = now;
  state.treated = 0;
  plan.guards.forEach((guard, at) => {
    const meter = state.meters[at];
    if (meter) enterStage(guard, meter);
  });
  restartAll(state, stageWeight(state.schedule, plan, stage));
}

/**
 * Takes one report in.
 *
 * @returns false when it was counted before or speaks of a stage that the plan has not
 */
export function takeGuardReport(plan: Plan, state: EngineState, report: GuardReport, now: number): boolean {
  const stage = plan.stages[report.stage];
  if (!stage || !isNew(state, report)) return false;
  const weight = trickleWeight(state.schedule, plan, now);
  if (weight > 0) restartAll(state, weight);
  const everyone = stage.percentage >= 100;
  plan.guards.forEach((guard, at) => {
    const meter = state.meters[at];
    if (meter) takeReport(guard, meter, report, now, everyone);
  });
  playSampleRatio(state.ratio, report.treated, report.control, stage.percentage / 100);
  if (report.stage === state.stage) state.treated += report.treated.requests;
  return true;
}

function isNew(state: EngineState, { source, seq }: GuardReport): boolean {
  const at = state.seqs.findIndex(([known]) => known === source);
  const last = state.seqs[at];
  if (last && seq <= last[1]) return false;
  if (last) last[1] = seq;
  else state.seqs.push([source, seq]);
  if (state.seqs.length > MOST_SOURCES) state.seqs.shift();
  return true;
}

function restartAll({ meters, ratio }: EngineState, weight: number): void {
  for (const meter of meters) restartMeter(meter, weight);
  if (weight > 0) restart(ratio.evidence, weight);
}
