import type { JsonValue } from "@switchyard/core";
import { evidenceWords, percent, type Holding as Reason, span } from "@switchyard/core/words";
import type { Judgement } from "../guard-engine/index.ts";
import type { Rollout } from "../storage/port.ts";
import type { Step } from "./take-step.ts";

/** What a judgement asks for: a step, or to stay and why. */
export type Next = { step: Step } | { holding: Reason[] };

/**
 * Pure: the same rollout, judgement and time give the same answer on any node. Down goes at once, paused or not; up only while it runs.
 *
 * @param evidence what a step is decided on
 */
export function nextStep(rollout: Rollout, judgement: Judgement, evidence: JsonValue, now: number): Next {
  const { plan, progress } = rollout;
  const { decision } = judgement;
  const stay = { stage: progress.stage, evidence };
  const back = (why: string): Next => ({
    step: { ...stay, action: "rollout.rolledBack", status: "rolledBack", serves: "safe", why },
  });

  if (decision.step === "rollBack") {
    return decision.because === "harm"
      ? back(
          `harm is proven, most of all by ${decision.guard}: evidence ${evidenceWords(decision.evidence)}, needed ${Math.ceil(judgement.proof)}`,
        )
      : back(
          `too few treated contexts report: ${whole(judgement.ratio.treated)} of ${whole(judgement.ratio.expected)}`,
        );
  }
  if (rollout.status === "paused") return { holding: [{ because: "paused" }] };
  switch (decision.step) {
    case "pause": {
      const { treated, expected } = judgement.ratio;
      const why = `more contexts are treated than planned: ${whole(treated)}, not ${whole(expected)}; the groups can't be compared`;
      return { step: { ...stay, action: "rollout.paused", status: "paused", serves: "asIs", why } };
    }
    case "hold":
      return isOver(rollout, decision.holding, now)
        ? back(`after ${span(now - progress.since)} the stage still lacks what it needs to go on`)
        : { holding: decision.holding };
    case "finish": {
      const why = "everyone has it, and nothing spoke against it";
      return { step: { ...stay, action: "rollout.finished", status: "finished", serves: "asIs", why } };
    }
    case "ask":
    case "advance": {
      const { to } = decision;
      if (decision.step === "ask" && progress.approved?.stage !== to) return { holding: [{ because: "approval", to }] };
      const share = plan.stages[to]?.percentage ?? 0;
      const why = `no sign of harm: from ${percent(plan.stages[progress.stage]?.percentage ?? 0)} to ${percent(share)}`;
      return { step: { action: "rollout.advanced", status: "running", stage: to, serves: "stage", why, evidence } };
    }
  }
}

/** Time and doubt pass by themselves; what is missing after so long does not come. */
function isOver({ plan, progress }: Rollout, holding: readonly Reason[], now: number): boolean {
  if (plan.timeoutMs === undefined || plan.onTimeout !== "rollBack") return false;
  const lacks = holding.some(({ because }) => because === "requests" || because === "proof" || because === "missing");
  return lacks && now - progress.since >= plan.timeoutMs;
}

const whole = (value: number) => Math.floor(Math.min(value, Number.MAX_SAFE_INTEGER));
