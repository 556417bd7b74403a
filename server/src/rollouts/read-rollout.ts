import { type Holding, holdingWords } from "@switchyard/core/words";
import type { RolloutLive, Rollout as RolloutView } from "../api.ts";
import { type EngineState, type Judgement, judge } from "../guard-engine/index.ts";
import type { Rollout, Storage } from "../storage/port.ts";
import { isOpen } from "../storage/rollouts.ts";
import { beginEngine, followStage, isOfPlan } from "./engine-state.ts";
import { nextStep } from "./next-step.ts";
import { evidenceOf, guardViews } from "./summary.ts";

/** A rollout without what must stay here. */
export function rolloutView(rollout: Rollout, environment: string): RolloutView {
  const { id, plan, progress, status, createdAt, createdBy } = rollout;
  const { projectId, alerts, ...shown } = plan;
  return {
    id,
    environment,
    status,
    plan: { ...shown, alerts: alerts.map(({ key, action }) => ({ key, action })) },
    progress: { ...progress, percentage: plan.stages[progress.stage]?.percentage ?? 0 },
    createdAt,
    createdBy,
  };
}

/** What the engine knew with the last look, from the database: the same answer on every node, some seconds old at most. */
async function engineOf(storage: Storage, rollout: Rollout, now: number): Promise<EngineState> {
  const stored = await storage.rolloutStore.state(rollout.id);
  const state = stored && isOfPlan(rollout, stored) ? stored : beginEngine(rollout, now);
  followStage(rollout, state);
  return state;
}

/**
 * How an open rollout stands: each guard in a line, why it holds, and when it may go on at the earliest.
 *
 * @param refusal what the policy said to the next stage, where that is known
 */
export async function readLive(
  storage: Storage,
  rollout: Rollout,
  { now = Date.now(), refusal }: { now?: number; refusal?: string | undefined } = {},
): Promise<RolloutLive | undefined> {
  if (!isOpen(rollout)) return undefined;
  const state = await engineOf(storage, rollout, now);
  const judgement = judge(rollout.plan, state, now);
  const next = nextStep(rollout, judgement, null, now);
  const holding: Holding[] = "holding" in next ? next.holding : [];
  if (refusal !== undefined) holding.push({ because: "refused", message: refusal });
  return {
    evidence: Math.min(judgement.evidence, Number.MAX_SAFE_INTEGER),
    proof: judgement.proof,
    guards: guardViews(rollout.plan, state, judgement),
    sampleRatio: { ...judgement.ratio, evidence: Math.min(judgement.ratio.evidence, Number.MAX_SAFE_INTEGER) },
    affected: state.affected,
    stageTreated: state.treated,
    holding,
    words: holdingWords(holding, now),
    earliestAt: earliestAt(rollout, state, judgement, now),
  };
}

/** Evidence for the change log, of a step that a person does. */
export async function standingEvidence(storage: Storage, rollout: Rollout, now: number) {
  if (!isOpen(rollout)) return undefined;
  const state = await engineOf(storage, rollout, now);
  return evidenceOf(rollout.plan, state, judge(rollout.plan, state, now));
}

/**
 * When the stage's time is over and, at the traffic so far, its requests are seen: null while that can't be said, for want of
 * traffic, a person's word or proof.
 */
function earliestAt({ plan, progress, status }: Rollout, state: EngineState, { decision }: Judgement, now: number) {
  const stage = plan.stages[progress.stage];
  if (stage === undefined || status !== "running") return null;
  if (stage.approval && progress.approved?.stage !== progress.stage + 1) return null;
  if (decision.step === "hold" && decision.holding.some(({ because }) => because === "missing" || because === "proof"))
    return null;
  const inTime = progress.since + stage.holdMs;
  const missing = stage.minTreated - state.treated;
  if (missing <= 0) return Math.max(now, inTime);
  const perMs = state.treated / Math.max(1, now - progress.since);
  return perMs > 0 ? Math.round(Math.max(inTime, now + missing / perMs)) : null;
}
