import { type FlagType, type GuardMetric, isLabel, MAX_GUARD_METRICS, type Serve } from "@switchyard/core";
import { SwitchyardError } from "../errors.ts";
import type { Guard } from "../guard-engine/index.ts";
import type { RolloutPlan } from "../storage/port.ts";

/** Guards of one plan: the more there are, the more evidence each needs. */
const MAX_GUARDS = 10;
const MAX_STAGES = 20;

/**
 * What a plan must be, besides its shape.
 *
 * @param flag whose variants the plan names
 * @throws SwitchyardError INVALID_ROLLOUT with every problem in `details.problems`
 */
export function checkPlan(plan: RolloutPlan, flag: { variants: { key: string }[] }): void {
  const problems = [...stageProblems(plan), ...variantProblems(plan, flag), ...guardProblems(plan)];
  const [first] = problems;
  if (first === undefined) return;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more, see details)` : "";
  throw new SwitchyardError("INVALID_ROLLOUT", `${first.path}: ${first.message}${more}`, { details: { problems } });
}

interface PlanProblem {
  [name: string]: string;
  path: string;
  message: string;
}

function* stageProblems({ stages }: RolloutPlan): Generator<PlanProblem> {
  if (stages.length === 0 || stages.length > MAX_STAGES) {
    yield { path: "stages", message: `a plan has 1 to ${MAX_STAGES} stages, received ${stages.length}` };
  }
  let before = 0;
  for (const [at, { percentage }] of stages.entries()) {
    const path = `stages[${at}].percentage`;
    if (Math.round(percentage * 1000) / 1000 !== percentage) {
      yield { path, message: `a percentage has steps of 0.001, received ${percentage}` };
    }
    if (!(percentage > before && percentage <= 100)) {
      yield { path, message: `each stage's is above the one before (${before}), up to 100, received ${percentage}` };
    }
    before = percentage;
  }
}

function* variantProblems(
  { variants, otherwise }: RolloutPlan,
  flag: { variants: { key: string }[] },
): Generator<PlanProblem> {
  const known = new Set(flag.variants.map(({ key }) => key));
  const seen = new Set<string>();
  for (const [at, { variant }] of variants.entries()) {
    const path = `variants[${at}].variant`;
    if (!known.has(variant)) yield { path, message: `the flag has no variant ${JSON.stringify(variant)}` };
    if (seen.has(variant)) yield { path, message: `${JSON.stringify(variant)} has a share already` };
    seen.add(variant);
  }
  if (!variants.some(({ weight }) => weight > 0)) {
    yield { path: "variants", message: "at least one variant has a weight above 0, received none" };
  }
  if (!known.has(otherwise)) {
    yield { path: "otherwise", message: `the flag has no variant ${JSON.stringify(otherwise)}` };
  }
  if (seen.has(otherwise)) {
    const message = `the safe variant is none of those that are tried, received ${JSON.stringify(otherwise)} as both`;
    yield { path: "otherwise", message };
  }
}

function* guardProblems({ guards, metrics, alerts }: RolloutPlan): Generator<PlanProblem> {
  if (guards.length + alerts.length === 0)
    yield { path: "guards", message: "a guarded rollout has at least one guard or alert" };
  if (guards.length > MAX_GUARDS) {
    yield { path: "guards", message: `a plan has at most ${MAX_GUARDS} guards, received ${guards.length}` };
  }
  if (metrics.length > MAX_GUARD_METRICS) {
    yield { path: "metrics", message: `a plan has at most ${MAX_GUARD_METRICS} metrics, received ${metrics.length}` };
  }
  yield* keyProblems("guards", [...guards, ...alerts]);
  yield* keyProblems("metrics", metrics);
  for (const [at, guard] of guards.entries()) {
    const metric = metrics.find(({ key }) => key === guard.metric);
    const path = `guards[${at}]`;
    const metricPath = `${path}.metric`;
    if (!metric) yield { path: metricPath, message: `there is no metric ${JSON.stringify(guard.metric)} in the plan` };
    else if (metric.kind !== kindFor(guard)) {
      yield {
        path: metricPath,
        message: `a guard of kind ${guard.kind} needs a metric of kind ${kindFor(guard)}, received one of kind ${metric.kind}`,
      };
    }
    yield* boundProblems(path, guard);
  }
  for (const [at, metric] of metrics.entries()) {
    if (!guards.some((guard) => guard.metric === metric.key)) {
      yield { path: `metrics[${at}]`, message: `no guard watches ${JSON.stringify(metric.key)}` };
    }
    if (metric.from === "event" && !isLabel(metric.event)) {
      yield { path: `metrics[${at}].event`, message: "must be a name of 1 to 100 characters" };
    }
  }
}

function* keyProblems(list: string, things: readonly { key: string }[]): Generator<PlanProblem> {
  const seen = new Set<string>();
  for (const [at, { key }] of things.entries()) {
    const path = `${list}[${at}].key`;
    if (!isLabel(key)) yield { path, message: "must be a name of 1 to 100 characters" };
    if (seen.has(key)) yield { path, message: `${JSON.stringify(key)} is the key of another one` };
    seen.add(key);
  }
}

/** Values are needed where sizes are compared, counts where there are only good and bad ones. */
const kindFor = (guard: Guard): GuardMetric["kind"] =>
  guard.kind === "quantile" || guard.kind === "mean" || (guard.kind === "limit" && guard.above !== undefined)
    ? "values"
    : "count";

function* boundProblems(path: string, guard: Guard): Generator<PlanProblem> {
  const between = (name: string, value: number | undefined, low: number, high: number): PlanProblem[] =>
    value === undefined || (value >= low && value <= high)
      ? []
      : [{ path: `${path}.${name}`, message: `must be from ${low} to ${high}, received ${value}` }];
  yield* between("weight", guard.weight, 0.001, 1_000);
  switch (guard.kind) {
    case "rate":
      yield* between("tolerated", guard.tolerated, 1, 10);
      yield* between("atMost", guard.atMost, 1.1, 100);
      break;
    case "quantile":
      yield* between("quantile", guard.quantile, 0.01, 0.9999);
      break;
    case "mean":
      yield* between("tolerated", guard.tolerated, 0, 10);
      break;
    case "limit":
      yield* between("limit", guard.limit, 1e-6, 0.999);
      yield* between("above", guard.above, 1e-6, 1e15);
  }
}

/** What a plan takes over from what is served where it stands, if it doesn't say otherwise. */
export function shareToRaise(
  flag: { type: FlagType; variants: { key: string }[] },
  serve: Serve | undefined,
): Partial<Pick<RolloutPlan, "variants" | "otherwise" | "bucketBy">> {
  if (serve && "rollout" in serve) {
    const { variants, otherwise, bucketBy } = serve.rollout;
    return { variants, otherwise, ...(bucketBy === undefined ? {} : { bucketBy }) };
  }
  const keys = flag.variants.map(({ key }) => key);
  if (flag.type !== "boolean" || !keys.includes("on") || !keys.includes("off")) return {};
  return { variants: [{ variant: "on", weight: 1 }], otherwise: "off" };
}
