import type { EngineState } from "./engine.ts";
import { type MeterView, readMeter } from "./meter.ts";
import { DOUBT, type Plan, proofOf, weightOf } from "./plan.ts";
import { type RatioView, readSampleRatio } from "./sample-ratio.ts";

/** What keeps a rollout where it is. */
type Holding =
  | { because: "time"; until: number }
  | { because: "requests"; treated: number; needed: number }
  | { because: "doubt"; evidence: number }
  | { because: "proof"; guard: string; atMost: number }
  | { because: "missing"; guard: string; since: number };

export type Decision =
  /** To the safe state, at once. */
  | { step: "rollBack"; because: "harm"; guard: string; evidence: number }
  | { step: "rollBack"; because: "tooFewTreated" }
  | { step: "pause"; because: "tooManyTreated" }
  | { step: "hold"; holding: Holding[] }
  /** All is well: the stage says that a person advances it. */
  | { step: "ask"; to: number }
  | { step: "advance"; to: number }
  | { step: "finish" };

export interface Judgement {
  decision: Decision;
  /** Of all guards together, and what it would take. */
  evidence: number;
  proof: number;
  /** In the order of the plan's guards. */
  guards: MeterView[];
  ratio: RatioView;
}

/** What to do now, and everything that says why. Reads only. */
export function judge(plan: Plan, state: EngineState, now: number): Judgement {
  const guards = plan.guards.map((guard, at) => readMeter(guard, state.meters[at] as EngineState["meters"][number]));
  const shares = plan.guards.map((guard, at) => weightOf(plan, guard) * (guards[at]?.evidence ?? 1));
  // A mean of e-values is one, however they depend on each other (Vovk & Wang 2021).
  const evidence = shares.reduce((sum, share) => sum + share, plan.guards.length === 0 ? 1 : 0);
  const doubt = plan.guards.reduce((sum, guard, at) => sum + weightOf(plan, guard) * (guards[at]?.doubt ?? 1), 0);
  const proof = proofOf(plan);
  const ratio = readSampleRatio(state.ratio);
  return { decision: decide(), evidence, proof, guards, ratio };

  function decide(): Decision {
    if (evidence >= proof) {
      const guard = plan.guards[shares.indexOf(Math.max(...shares))]?.key ?? "";
      return { step: "rollBack", because: "harm", guard, evidence };
    }
    if (ratio.wrong === "tooFew") return { step: "rollBack", because: "tooFewTreated" };
    if (ratio.wrong === "tooMany") return { step: "pause", because: "tooManyTreated" };
    const holding = [...reasonsToHold()];
    if (holding.length > 0) return { step: "hold", holding };
    const to = state.stage + 1;
    if (to >= plan.stages.length) return { step: "finish" };
    return { step: plan.stages[state.stage]?.approval ? "ask" : "advance", to };
  }

  function* reasonsToHold(): Generator<Holding> {
    const stage = plan.stages[state.stage];
    if (!stage) return;
    const until = state.since + stage.holdMs;
    if (now < until) yield { because: "time", until };
    if (state.treated < stage.minTreated) {
      yield { because: "requests", treated: state.treated, needed: stage.minTreated };
    }
    if (doubt >= DOUBT) yield { because: "doubt", evidence: doubt };
    for (const [at, guard] of plan.guards.entries()) {
      const since = state.meters[at]?.seenAt ?? now;
      if (now - since > 2 * plan.windowMs) yield { because: "missing", guard: guard.key, since };
      if (guard.kind !== "rate" || guard.atMost === undefined || stage.percentage >= 100) continue;
      const shown = guards[at]?.atMost;
      if (shown === undefined || shown > guard.atMost) {
        yield { because: "proof", guard: guard.key, atMost: guard.atMost };
      }
    }
  }
}
