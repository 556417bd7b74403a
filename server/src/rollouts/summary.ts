import type { JsonValue } from "@switchyard/core";
import { guardLine } from "@switchyard/core/words";
import { asJson } from "../flags/json.ts";
import type { EngineState, Guard, Judgement } from "../guard-engine/index.ts";
import type { RolloutPlan } from "../storage/port.ts";

/** A guard as people see it, the line that says it all included. */
export interface GuardView {
  key: string;
  kind: Guard["kind"];
  metric: string;
  line: string;
  evidence: number;
  clustering: number;
  treated: { of: number; bad: number };
  control: { of: number; bad: number };
  worseBy?: number;
  atMost?: number;
  /** When a report spoke of it last. */
  seenAt: number;
}

/** Of a sum of stakes that has no end, a number that JSON can carry. */
const finite = (value: number) => Math.min(value, Number.MAX_SAFE_INTEGER);

export function guardViews(plan: RolloutPlan, state: EngineState, { guards, proof }: Judgement): GuardView[] {
  return plan.guards.map((guard, at) => {
    const view = guards[at] as Judgement["guards"][number];
    const { clustering, treated, control, worseBy, atMost } = view;
    const evidence = finite(view.evidence);
    const shown = {
      key: guard.key,
      kind: guard.kind,
      evidence,
      treated,
      control,
      ...(worseBy === undefined ? {} : { worseBy }),
      ...(atMost === undefined ? {} : { atMost }),
    };
    const line = guardLine({
      ...shown,
      proof,
      ...(guard.kind === "quantile" ? { quantile: guard.quantile } : {}),
      ...(guard.kind === "limit" ? { limit: guard.limit } : {}),
    });
    return { ...shown, metric: guard.metric, clustering, line, seenAt: state.meters[at]?.seenAt ?? 0 };
  });
}

/** What a step is decided on, as the change log keeps it. */
export function evidenceOf(plan: RolloutPlan, state: EngineState, judgement: Judgement): JsonValue {
  const { evidence, proof, ratio } = judgement;
  return asJson({
    evidence: finite(evidence),
    proof,
    affected: state.affected,
    guards: guardViews(plan, state, judgement),
    sampleRatio: { ...ratio, evidence: finite(ratio.evidence) },
  });
}

/** One moment of the charts: sums since the start, in the order of the plan's guards, so that any two moments have a difference. */
export function pointOf(state: EngineState, { evidence, guards, ratio }: Judgement): JsonValue {
  return asJson({
    stage: state.stage,
    evidence: finite(evidence),
    ratio: finite(ratio.evidence),
    affected: state.affected,
    guards: guards.map((guard) => ({
      evidence: finite(guard.evidence),
      treated: [guard.treated.of, guard.treated.bad],
      control: [guard.control.of, guard.control.bad],
      ...(guard.worseBy === undefined ? {} : { worseBy: guard.worseBy }),
    })),
  });
}
