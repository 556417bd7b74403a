import { list } from "./lists.ts";

// Guarded rollouts in sentences: one line for each guard, and why a rollout stays where it is.

/** A guard as it is seen now. Rates are of the same reports in both groups. */
export interface GuardShown {
  key: string;
  kind: "rate" | "quantile" | "mean" | "limit";
  treated: { of: number; bad: number };
  control: { of: number; bad: number };
  evidence: number;
  /** Evidence at which the change goes back. */
  proof: number;
  /** Quantiles: 0.99. */
  quantile?: number;
  /** Limits: the share that is tolerated, 0.005. */
  limit?: number;
  /** Means: how much worse, as a share. */
  worseBy?: number;
  /** "So far at most … times control." */
  atMost?: number;
}

/** A share with two digits that count: "0.94 %", "12 %". */
export function share(bad: number, of: number): string {
  if (of === 0) return "nothing seen";
  return `${digits((100 * bad) / of)} %`;
}

function digits(value: number): string {
  if (value === 0) return "0";
  const precise = Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(2);
  return String(Number(precise));
}

const A_MILLION = 1_000_000;

/** "63", "0.7"; beyond a million nobody reads the digits. */
export function evidenceWords(evidence: number): string {
  if (evidence >= A_MILLION) return "over a million";
  return evidence >= 10 ? thousands(Math.floor(evidence)) : String(Math.floor(evidence * 10) / 10);
}

/** "errors: 0.9 % vs 0.1 % · evidence 63 of 101 · so far at most 3× control". */
export function guardLine(guard: GuardShown): string {
  const { key, evidence, proof, atMost } = guard;
  const bound = atMost === undefined ? "" : ` · so far at most ${digits(atMost)}× control`;
  return `${key}: ${comparison(guard)} · evidence ${evidenceWords(evidence)} of ${Math.ceil(proof)}${bound}`;
}

function comparison({ kind, treated, control, quantile = 0, limit = 0, worseBy }: GuardShown): string {
  if (treated.of === 0 && control.of === 0) return "nothing seen yet";
  const both = `${share(treated.bad, treated.of)} vs ${share(control.bad, control.of)}`;
  switch (kind) {
    case "rate":
      return both;
    case "quantile":
      return `${both} slower than control's p${digits(quantile * 100)}`;
    case "mean":
      if (worseBy === undefined || worseBy === 0) return "mean as in control";
      return `mean ${digits(Math.abs(worseBy) * 100)} % ${worseBy > 0 ? "worse" : "better"} than control's`;
    case "limit":
      return `${share(treated.bad, treated.of)}, limit ${digits(limit * 100)} %`;
  }
}

/** What keeps a rollout where it is. Moments in milliseconds since 1970. */
export type Holding =
  | { because: "time"; until: number }
  | { because: "requests"; treated: number; needed: number }
  | { because: "doubt"; evidence: number }
  | { because: "proof"; guard: string; atMost: number }
  | { because: "missing"; guard: string; since: number }
  | { because: "approval"; to: number }
  | { because: "paused" }
  | { because: "refused"; message: string };

/** "Holds for 12 more minutes, and until 1,000 treated requests were seen (640 so far)." */
export function holdingWords(holding: readonly Holding[], now: number): string {
  if (holding.length === 0) return "Goes on with the next look.";
  return `Holds: ${list(
    holding.map((one) => holdingReason(one, now)),
    "and",
  )}.`;
}

function holdingReason(holding: Holding, now: number): string {
  switch (holding.because) {
    case "time":
      return `${span(holding.until - now)} of its time are left`;
    case "requests":
      return `${thousands(holding.treated)} of ${thousands(holding.needed)} treated requests were seen`;
    case "doubt":
      return `evidence of harm is at ${digits(holding.evidence)}`;
    case "proof":
      return `${holding.guard} is not shown yet to be at most ${digits(holding.atMost)} times control's`;
    case "missing":
      return `nothing was heard of ${holding.guard} for ${span(now - holding.since)}`;
    case "approval":
      return "a person must agree to go on";
    case "paused":
      return "it is paused";
    case "refused":
      return `the next stage is refused: ${holding.message}`;
  }
}

/** "12 minutes", "40 seconds". */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds < 120) return seconds === 1 ? "1 second" : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 180 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}

const thousands = (count: number) => String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");
