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
  /** Treated requests of all stages: those that a change that goes back has met. */
  affected: number;
  meters: Meter[];
  ratio: SampleRatio;
  /**
   * The place of each source, in the order in which they came, and its last number of each stage: one message may bring the rest of one
   * stage and the beginning of the next. A space before each name keeps `__proto__` a name.
   */
  seqs: Record<string, [place: number, ...last: number[]]>;
  /** How many sources came so far. */
  sources: number;
}

/** Who comes when there are so many already is not heard: a plan is not watched by more processes than that. */
const MOST_SOURCES = 10_000;

export function startEngine(plan: Plan, now: number): EngineState {
  const state: EngineState = {
    schedule: createSchedule(now),
    stage: 0,
    since: now,
    treated: 0,
    affected: 0,
    meters: plan.guards.map((guard) => createMeter(guard, now)),
    ratio: createSampleRatio(),
    seqs: {},
    sources: 0,
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
  if (!stage) return false;
  const place = placeOf(state, report);
  if (place === undefined) return false;
  const weight = trickleWeight(state.schedule, plan, now);
  if (weight > 0) restartAll(state, weight);
  const everyone = stage.percentage >= 100;
  plan.guards.forEach((guard, at) => {
    const meter = state.meters[at];
    if (meter) takeReport(guard, meter, report, { now, everyone, place });
  });
  playSampleRatio(state.ratio, report.treated, report.control, stage.percentage / 100);
  state.affected += report.treated.requests;
  if (report.stage === state.stage) state.treated += report.treated.requests;
  return true;
}

/** @returns the source's place among all, undefined for a report that was counted already */
function placeOf(state: EngineState, { source, seq, stage }: GuardReport): number | undefined {
  const name = ` ${source}`;
  let known = state.seqs[name];
  if (!known) {
    if (state.sources >= MOST_SOURCES) return undefined;
    known = [state.sources++];
    state.seqs[name] = known;
  }
  while (known.length < stage + 2) known.push(0);
  if (seq <= (known[stage + 1] ?? 0)) return undefined;
  known[stage + 1] = seq;
  return known[0];
}

function restartAll({ meters, ratio }: EngineState, weight: number): void {
  for (const meter of meters) restartMeter(meter, weight);
  if (weight > 0) restart(ratio.evidence, weight);
}
