import type { GuardCounts, GuardGroup, GuardMetric, GuardReport as WireReport } from "@switchyard/core";
import type { GroupReport, GuardReport } from "../guard-engine/index.ts";
import type { RolloutPlan, WaitingReport } from "../storage/port.ts";

/**
 * A report as the engine takes it, or undefined for one that does not fit the plan: of another share than its stage has, of a metric that is
 * not asked for or counted otherwise, or with more bad ones than there were. Forged or from an SDK with a defect, it changes nothing.
 *
 * Its source names the stage, too: a message may bring the rest of one stage and the beginning of the next under one number.
 */
export function engineReport(plan: RolloutPlan, { source, seq, report }: WaitingReport): GuardReport | undefined {
  const { stage, percentage } = report;
  if (plan.stages[stage]?.percentage !== percentage) return undefined;
  if (!isCounted(plan.metrics, report)) return undefined;
  const [treated, control] = [group(report.treated), group(report.control)];
  return { source, seq, stage, treated, control };
}

/** Whether both groups count what was asked for, as it was asked for. */
export function isCounted(metrics: readonly GuardMetric[], { treated, control }: WireReport): boolean {
  return [...treated.metrics, ...control.metrics].every((count) => {
    const metric = metrics.find(({ key }) => key === count.metric);
    return metric !== undefined && fits(metric, count);
  });
}

function group({ requests, units, metrics }: GuardGroup): GroupReport {
  const result: GroupReport = { requests, units, metrics: {} };
  for (const count of metrics) {
    result.metrics[count.metric] =
      "cells" in count ? { kind: "values", cells: count.cells } : { kind: "count", of: count.of, bad: count.bad };
  }
  return result;
}

function fits(metric: GuardMetric, count: GuardCounts): boolean {
  if ("cells" in count) return metric.kind === "values";
  if (metric.kind !== "count") return false;
  // What is counted against requests or another event may well outnumber them.
  const isPartOf = metric.from === "requests" || isBounded(metric);
  return !isPartOf || isWithin(count.bad, count.of);
}

const isBounded = (metric: Extract<GuardMetric, { kind: "count"; from: "event" }>) =>
  metric.per === undefined && (metric.badBelow ?? metric.badAbove) !== undefined;

function isWithin(bad: readonly number[], of: readonly number[]): boolean {
  const there = new Map<number, number>();
  for (let at = 0; at < of.length; at += 2) there.set(of[at] ?? -1, of[at + 1] ?? 0);
  for (let at = 0; at < bad.length; at += 2) if ((bad[at + 1] ?? 0) > (there.get(bad[at] ?? -1) ?? 0)) return false;
  return true;
}
