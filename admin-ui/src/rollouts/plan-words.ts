import { list, percent } from "@switchyard/core/words";
import type { Rollout } from "../api/types.ts";

type Plan = Rollout["plan"];
type Guard = Plan["guards"][number];
type Metric = Plan["metrics"][number];

/** What a guard watches, and when that is harm: "errors: requests that fail, more than 1.1 times control's share". */
export function guardWords(guard: Guard, metrics: readonly Metric[]): string {
  const metric = metrics.find(({ key }) => key === guard.metric);
  return `${guard.key}: ${metric ? metricWords(metric) : guard.metric}, ${harmWords(guard)}`;
}

function metricWords(metric: Metric): string {
  if (metric.from === "requests") return metric.kind === "count" ? "requests that fail" : "how long requests take";
  if (metric.kind === "values") return `values of ${metric.event}`;
  const bounds = [
    ...(metric.badAbove === undefined ? [] : [`above ${metric.badAbove}`]),
    ...(metric.badBelow === undefined ? [] : [`below ${metric.badBelow}`]),
  ];
  const which = bounds.length > 0 ? `${metric.event} ${list(bounds, "or")}` : metric.event;
  return metric.per === undefined ? which : `${which} per ${metric.per}`;
}

function harmWords(guard: Guard): string {
  switch (guard.kind) {
    case "rate": {
      const proof = guard.atMost === undefined ? "" : `; shown to be at most ${guard.atMost} times before each stage`;
      return `more than ${guard.tolerated ?? 1.1} times control’s share${proof}`;
    }
    case "quantile":
      return `more of them above control’s p${Number((guard.quantile * 100).toFixed(2))}`;
    case "mean":
      return `a mean ${percent(100 * (guard.tolerated ?? 0.02))} ${guard.worse === "up" ? "above" : "below"} control’s`;
    case "limit":
      return `more than ${percent(100 * guard.limit)}${guard.above === undefined ? "" : ` above ${guard.above}`}, whatever control does`;
  }
}
