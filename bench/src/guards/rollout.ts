import {
  type Decision,
  type EngineState,
  type Guard,
  type GuardReport,
  judge,
  moveToStage,
  type Plan,
  startEngine,
  takeGuardReport,
} from "../../../server/src/guard-engine/index.ts";
import type { Random } from "./random.ts";
import { drawGroup, type Traffic } from "./traffic.ts";

export const ERRORS: Guard = { key: "errors", metric: "errors", kind: "rate" };

export const FIVE_GUARDS: Guard[] = [
  ERRORS,
  { key: "checkouts", metric: "checkouts", kind: "rate" },
  { key: "p95", metric: "latency", kind: "quantile", quantile: 0.95 },
  { key: "p99", metric: "latency", kind: "quantile", quantile: 0.99 },
  { key: "latency", metric: "latency", kind: "mean", worse: "up" },
];

/** Seconds between the reports of an SDK while a plan runs. */
const TICK = 2;

export interface Outcome {
  /** The highest evidence that was seen, and the highest of the sample ratio. */
  evidence: number;
  ratio: number;
  ratioWrong: boolean;
  ended?: Decision["step"];
  seconds: number;
  /** Treated requests until the end. */
  treated: number;
  looks: number;
}

/** Plays a rollout through traffic, judged after every report. @param untilProof stop where the engine would */
export function playRollout(
  random: Random,
  plan: Plan,
  traffic: Traffic,
  { looks, untilProof }: { looks: number; untilProof: boolean },
): Outcome {
  const state = startEngine(plan, 0);
  const outcome: Outcome = { evidence: 0, ratio: 0, ratioWrong: false, seconds: 0, treated: 0, looks: 0 };
  let seq = 0;
  for (let seconds = TICK; outcome.looks < looks; seconds += TICK) {
    const now = seconds * 1000;
    seq += 1;
    for (const [sdk, part] of traffic.sdks.entries()) {
      const report = draw(random, plan, traffic, { sdk, part, seq, seconds, stage: state.stage });
      takeGuardReport(plan, state, report, now);
      outcome.treated += report.treated.requests;
      outcome.looks += 1;
      // Nothing can be decided where the stakes are low and the stage has just begun: judging costs more than counting.
      if (outcome.looks % SELDOM !== 0 && !mayDecide(plan, state)) continue;
      const { decision, evidence, ratio } = judge(plan, state, now);
      outcome.evidence = Math.max(outcome.evidence, evidence);
      outcome.ratio = Math.max(outcome.ratio, ratio.evidence);
      outcome.ratioWrong ||= ratio.wrong !== undefined;
      if (decision.step === "advance") moveToStage(plan, state, decision.to, now);
      else if (
        decision.step === "finish" ||
        (untilProof && (decision.step === "rollBack" || decision.step === "pause"))
      ) {
        return { ...outcome, ended: decision.step, seconds };
      }
      outcome.seconds = seconds;
    }
  }
  return outcome;
}

/** Every so many looks all is judged, whatever the stakes: stages end then. */
const SELDOM = 15;
/** Where an advance is held for doubt, and far below every proof. */
export const LOW = 5;

/**
 * Whether evidence may be {@link LOW} or more. Stakes before clustering bound it: x^(1/φ) is at most the greater of 1 and x, so that
 * evidence is at most its stakes plus 1.
 */
function mayDecide({ guards }: Plan, { meters, ratio }: EngineState): boolean {
  const stake = ({ stakes }: EngineState["ratio"]["evidence"]) =>
    stakes.reduce((sum, one) => sum + one, 0) / stakes.length;
  let all = 0;
  for (const { evidence } of meters) all += (2 + stake(evidence)) / guards.length;
  return all >= LOW || 2 + stake(ratio.evidence) >= LOW;
}

function draw(
  random: Random,
  plan: Plan,
  traffic: Traffic,
  at: { sdk: number; part: number; seq: number; seconds: number; stage: number },
): GuardReport {
  const { sdk, part, seq, seconds, stage } = at;
  const perSecond = typeof traffic.perSecond === "number" ? traffic.perSecond : traffic.perSecond(seconds);
  const requests = perSecond * TICK * part;
  const share = (plan.stages[stage]?.percentage ?? 0) / 100;
  const group = (treated: boolean) =>
    drawGroup(random, traffic, { sdk, seconds, requests: requests * (treated ? share : 1 - share), treated });
  const release = traffic.deploys?.filter((at) => seconds >= at).length ?? 0;
  return { source: `sdk-${sdk}-${release}`, seq, stage, treated: group(true), control: group(false) };
}
