import { type Evidence, play } from "./bets.ts";
import type { Counts } from "./counts.ts";

/** How many times the tolerated rate the bets say that bad events have become. */
export const RATE_HARM = [1.5, 2.5, 5, 15, 60];

export const RATE_BETS = RATE_HARM.length;

/**
 * A bad event falls on the treated group in proportion to its requests, `tolerated` times that at most, if there is no harm.
 *
 *     log L(r) = xT · ln(r / r0) − (xT + xC) · ln((nC + r·nT) / (nC + r0·nT))
 *
 * Its mean is at most 1 for any bad rate, split and size of the report, as 1 + x ≤ eˣ; for r0 = 1 by exchangeability
 * (Hoeffding 1963). The same form with r below r0 proves the other way, that a rate is less than r0 times control's.
 *
 * @returns the logarithm of the factor of a bet on ratio `r`
 */
export function logRatio(treated: Counts, control: Counts, r: number, r0: number): number {
  const n = control.of + r0 * treated.of;
  if (n === 0) return 0;
  const all = treated.bad + control.bad;
  return treated.bad * Math.log(r / r0) - all * Math.log((control.of + r * treated.of) / n);
}

export function playRate(evidence: Evidence, treated: Counts, control: Counts, tolerated: number): void {
  play(evidence, (bet) => logRatio(treated, control, tolerated * (RATE_HARM[bet] ?? 1), tolerated));
}

/**
 * The same against a bound in absolute numbers: `log L = xT · ln r − nT · p0 · (r − 1)`, as (1 + p(r − 1))ⁿ ≤ exp(n·p0·(r − 1)).
 *
 * @param limit p0, the highest rate that is no harm
 */
export function playLimit(evidence: Evidence, { of, bad }: Counts, limit: number): void {
  play(evidence, (bet) => {
    const r = RATE_HARM[bet] ?? 1;
    return bad * Math.log(r) - of * limit * (r - 1);
  });
}

/** The highest rate that so few events leave credible (three standard deviations, plus three events). 1 without any. */
export function highestCredibleRate({ of, bad }: Counts): number {
  return of === 0 ? 1 : Math.min(1, (bad + 3 * Math.sqrt(bad) + 3) / of);
}
