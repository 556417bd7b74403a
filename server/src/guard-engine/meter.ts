import { createEvidence, type Evidence, restart, valueOfEvidence } from "./bets.ts";
import { type Counts, cellsOf, sparseOf, takeCounts, takeValues } from "./counts.ts";
import { bucketOf, emptyHistogram, type Histogram } from "./histogram.ts";
import { createHosts, type Hosts, hostClustering, noteHost } from "./hosts.ts";
import { createMeanTally, MEAN_BETS, type MeanTally, meanClustering, playMean, scaleOf, takeScores } from "./mean.ts";
import { createNotWorse, type NotWorse, playNotWorse, provenAtMost } from "./not-worse.ts";
import { DEFAULT_TOLERATED, DEFAULT_WORSE, type Guard } from "./plan.ts";
import { remember, takeSlow } from "./quantile.ts";
import { highestCredibleRate, playLimit, playRate, RATE_BETS } from "./rate.ts";
import type { GuardReport } from "./report.ts";
import { clustering, createTally, isMoreThanOnePerson, type Tally, total } from "./shards.ts";

/** What is known of one guard. Plain data, so that it survives a restart of the server. */
export interface Meter {
  evidence: Evidence;
  treated: Tally;
  control: Tally;
  hosts: Hosts;
  /** When a report spoke of it last. */
  seenAt: number;
  /** Rates and quantiles, anew at each stage. */
  notWorse?: NotWorse;
  /** Quantiles and means: what control has shown before. */
  past?: Histogram;
  means?: { treated: MeanTally; control: MeanTally; difference: number; base: number };
  /** Rates, where everyone is treated: the limit that control's record makes. */
  recorded?: number;
}

/** Where nobody is left to compare with, twice the highest rate that control's record leaves credible is harm. */
const RECORDED_TIMES = 2;

export function createMeter(guard: Guard, now: number): Meter {
  const meter: Meter = {
    evidence: createEvidence(guard.kind === "mean" ? MEAN_BETS : RATE_BETS),
    treated: createTally(),
    control: createTally(),
    hosts: createHosts(),
    seenAt: now,
  };
  if (guard.kind === "quantile" || guard.kind === "mean") meter.past = emptyHistogram();
  if (guard.kind === "mean") {
    meter.means = { treated: createMeanTally(), control: createMeanTally(), difference: 0, base: 0 };
  }
  enterStage(guard, meter);
  return meter;
}

/** What was shown to be no worse was shown for the load of a stage. */
export function enterStage(guard: Guard, meter: Meter): void {
  if (guard.kind === "rate") meter.notWorse = createNotWorse(guard.atMost);
  if (guard.kind === "quantile") meter.notWorse = createNotWorse(undefined);
}

export function restartMeter(meter: Meter, weight: number): void {
  if (weight > 0) restart(meter.evidence, weight);
}

interface Circumstances {
  now: number;
  /** Nobody is in the control group any more. */
  everyone: boolean;
  /** Who reports, counted in the order in which they came. */
  place: number;
}

/** Plays one report. */
export function takeReport(guard: Guard, meter: Meter, report: GuardReport, circumstances: Circumstances): void {
  const { now, everyone, place } = circumstances;
  const treated = report.treated.metrics[guard.metric];
  const control = report.control.metrics[guard.metric];
  if (treated || control) meter.seenAt = now;
  switch (guard.kind) {
    case "rate": {
      const counts = {
        treated: takeCounts(meter.treated, sparseOf(treated)),
        control: everyone ? { of: 0, bad: 0 } : takeCounts(meter.control, sparseOf(control)),
      };
      if (everyone) {
        meter.recorded ??= RECORDED_TIMES * highestCredibleRate(sums(meter.control));
        playLimit(meter.evidence, counts.treated, meter.recorded);
      } else compare(meter, counts.treated, counts.control, guard.tolerated ?? DEFAULT_TOLERATED);
      noteHost(meter.hosts, place, now, counts.treated, counts.control);
      break;
    }
    case "quantile": {
      const past = meter.past as Histogram;
      const slow = takeSlow(
        past,
        guard.quantile,
        { tally: meter.treated, cells: cellsOf(treated) },
        { tally: meter.control, cells: cellsOf(control) },
      );
      if (slow && !everyone) {
        compare(meter, slow.treated, slow.control, 1);
        noteHost(meter.hosts, place, now, slow.treated, slow.control);
      }
      remember(past, cellsOf(control));
      break;
    }
    case "mean": {
      const past = meter.past as Histogram;
      const means = meter.means as NonNullable<Meter["means"]>;
      const scale = scaleOf(past);
      if (scale) {
        const sign = guard.worse === "up" ? 1 : -1;
        const ours = takeScores(means.treated, cellsOf(treated), scale, sign);
        const theirs = takeScores(means.control, cellsOf(control), scale, sign);
        playMean(meter.evidence, ours, theirs, scale, sign);
        noteHost(meter.hosts, place, now, ours.counts, theirs.counts);
        const { total: treatedValues } = ours.histogram;
        const { total: controlValues } = theirs.histogram;
        if (treatedValues > 0 && controlValues > 0) {
          const base = treatedValues * (theirs.sum / controlValues);
          means.difference += sign * (ours.sum - base);
          means.base += base;
        }
      }
      remember(past, cellsOf(control));
      break;
    }
    case "limit": {
      const threshold = guard.above === undefined ? 0 : bucketOf(guard.above);
      const counts =
        guard.above === undefined
          ? takeCounts(meter.treated, sparseOf(treated))
          : takeValues(meter.treated, cellsOf(treated), threshold);
      playLimit(meter.evidence, counts, guard.limit);
      noteHost(meter.hosts, place, now, counts, { of: 0, bad: 0 });
      if (guard.above === undefined) takeCounts(meter.control, sparseOf(control));
      else takeValues(meter.control, cellsOf(control), threshold);
    }
  }
}

function compare(meter: Meter, treated: Counts, control: Counts, tolerated: number): void {
  playRate(meter.evidence, treated, control, tolerated);
  if (meter.notWorse) playNotWorse(meter.notWorse, treated, control);
}

const sums = ({ of, bad }: Tally): Counts => ({ of: total(of), bad: total(bad) });

/** A guard as people see it. */
export interface MeterView {
  /** What it brings to the decision: at most 1 until more than one person's bad events were seen. */
  evidence: number;
  /** The same if it were nothing that a single machine shows most of it: enough to wait, not to go back. */
  doubt: number;
  clustering: number;
  treated: Counts;
  control: Counts;
  /** Means: how much worse the treated mean is, as a share of control's. */
  worseBy?: number;
  /** "So far at most … times control." */
  atMost?: number;
}

export function readMeter(guard: Guard, meter: Meter): MeterView {
  const { means } = meter;
  const people = means
    ? Math.max(meanClustering(means.treated), meanClustering(means.control))
    : Math.max(clustering(meter.treated), guard.kind === "limit" ? 1 : clustering(meter.control));
  const phi = Math.max(people, hostClustering(meter.hosts));
  const raw = valueOfEvidence(meter.evidence, phi);
  const worseBy = means && (means.base === 0 ? 0 : means.difference / Math.abs(means.base));
  const isWorse = worseBy === undefined || guard.kind !== "mean" || worseBy >= (guard.tolerated ?? DEFAULT_WORSE);
  const counts = isMoreThanOnePerson(means ? means.treated.bad : meter.treated.bad) && isWorse;
  const bounded = (value: number) => (counts ? value : Math.min(1, value));
  return {
    evidence: bounded(raw),
    doubt: bounded(phi === people ? raw : Math.max(raw, valueOfEvidence(meter.evidence, people))),
    clustering: phi,
    treated: means ? { of: total(means.treated.of), bad: total(means.treated.bad) } : sums(meter.treated),
    control: means ? { of: total(means.control.of), bad: total(means.control.bad) } : sums(meter.control),
    ...(worseBy === undefined ? {} : { worseBy }),
    atMost: meter.notWorse && provenAtMost(meter.notWorse, phi),
  };
}
