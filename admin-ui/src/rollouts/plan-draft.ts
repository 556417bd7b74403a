import type { Configuration, Flag, RolloutDraft } from "../api/types.ts";

type Stages = NonNullable<RolloutDraft["stages"]>;
type Guards = NonNullable<RolloutDraft["guards"]>;
type Metrics = NonNullable<RolloutDraft["metrics"]>;

const MINUTE = 60_000;
/** Somebody who is told every so often need not look. */
const NOTE_MS = 15 * MINUTE;

const climb = (percentages: number[], minutes: number, minTreated: number): Stages => [
  ...percentages.map((percentage) => ({ percentage, holdMs: minutes * MINUTE, minTreated })),
  { percentage: 100, holdMs: 60 * MINUTE, minTreated: 0 },
];

/** Ways up to begin with. What is sent are the stages that were seen, so they may be edited. */
export const TEMPLATES = {
  standard: { name: "Standard", stages: climb([5, 25, 50], 15, 1_000) },
  cautious: { name: "Cautious", stages: climb([1, 5, 10, 25, 50], 60, 2_000) },
  quick: { name: "Quick", stages: climb([10, 50], 5, 500) },
} as const satisfies Record<string, { name: string; stages: Stages }>;

export type TemplateName = keyof typeof TEMPLATES;

/** What happens to an event, or to its values, when a change does harm. */
export type EventHarm = "more" | "higher" | "lower";

export interface EventGuard {
  event: string;
  harm: EventHarm;
}

/** What somebody has chosen so far. */
export interface Choices {
  template: TemplateName;
  stages: Stages;
  errors: boolean;
  latency: boolean;
  slowest: boolean;
  /** Percent of requests that may fail whatever control does; absent for no such limit. */
  errorLimit: number | undefined;
  events: EventGuard[];
  /** In percent. */
  risk: number;
  notes: boolean;
  alert: boolean;
  /** The variant to try, and the safe one, where the flag serves one to all so far. */
  tried: string | undefined;
  safe: string | undefined;
  /** Id of a rule; absent for those whom nothing above names. */
  rule: string | undefined;
}

export function firstChoices(flag: Flag, { fallthrough, offVariant }: Configuration): Choices {
  const isSplit = "rollout" in fallthrough;
  return {
    template: "standard",
    stages: TEMPLATES.standard.stages,
    errors: true,
    latency: true,
    slowest: true,
    errorLimit: undefined,
    events: [],
    risk: 1,
    notes: false,
    alert: false,
    tried: isSplit ? undefined : flag.variants.find(({ key }) => key !== offVariant)?.key,
    safe: isSplit ? undefined : offVariant,
    rule: undefined,
  };
}

/** What is sent. */
export function draftOf(choices: Choices): RolloutDraft {
  const guards: Guards = [
    ...(choices.errors ? [{ key: "errors", metric: "errors", kind: "rate" as const }] : []),
    ...(choices.latency ? [{ key: "latency", metric: "latency", kind: "mean" as const, worse: "up" as const }] : []),
    ...(choices.slowest ? [{ key: "p99", metric: "latency", kind: "quantile" as const, quantile: 0.99 }] : []),
    ...(choices.errorLimit === undefined
      ? []
      : [{ key: "error limit", metric: "errors", kind: "limit" as const, limit: choices.errorLimit / 100 }]),
    ...choices.events.map(({ event, harm }) =>
      harm === "more"
        ? { key: event, metric: event, kind: "rate" as const }
        : {
            key: event,
            metric: event,
            kind: "mean" as const,
            worse: harm === "higher" ? ("up" as const) : ("down" as const),
          },
    ),
  ];
  const metrics: Metrics = [
    ...(choices.errors || choices.errorLimit !== undefined
      ? [{ key: "errors", kind: "count" as const, from: "requests" as const }]
      : []),
    ...(choices.latency || choices.slowest
      ? [{ key: "latency", kind: "values" as const, from: "requests" as const }]
      : []),
    ...choices.events.map(({ event, harm }) =>
      harm === "more"
        ? { key: event, kind: "count" as const, from: "event" as const, event }
        : { key: event, kind: "values" as const, from: "event" as const, event },
    ),
  ];
  const { tried, safe, rule } = choices;
  return {
    name: TEMPLATES[choices.template].name.toLowerCase(),
    stages: choices.stages,
    guards,
    metrics,
    alpha: choices.risk / 100,
    ...(choices.notes ? { noteEveryMs: NOTE_MS } : {}),
    ...(choices.alert ? { alerts: [{ key: "alert", action: "rollBack" as const }] } : {}),
    ...(rule === undefined ? {} : { rule }),
    ...(tried === undefined || safe === undefined || rule !== undefined
      ? {}
      : { variants: [{ variant: tried, weight: 1 }], otherwise: safe }),
  };
}
