import { DEFAULT_TOLERATED, type Guard, type Plan, proofOf, weightOf } from "./plan.ts";
import { RATE_HARM } from "./rate.ts";
import { startWeight } from "./restarts.ts";

/** The traffic of a flag, and a harm that one wants to be told of. */
export interface Harm {
  /** Requests each second, treated and control together. */
  perSecond: number;
  /** The rate of bad events without the change, and with it: 0.001 is 0.1 %. */
  from: number;
  to: number;
}

/**
 * How long the traffic of a stage needs, on average, to prove a harm: the logarithm of the stake that a bet must win, over
 * what the bet wins in a second. Bets that lose on average find it by luck only.
 *
 * @returns seconds; Infinity where no bet wins
 */
export function secondsToProve(plan: Plan, guard: Guard, percentage: number, { perSecond, from, to }: Harm): number {
  const share = percentage / 100;
  const treated = perSecond * share;
  const control = perSecond * (1 - share);
  const limit = guard.kind === "limit" ? guard.limit : undefined;
  const tolerated = guard.kind === "rate" ? (guard.tolerated ?? DEFAULT_TOLERATED) : 1;
  const win = Math.max(
    ...RATE_HARM.map((harm) => {
      if (limit !== undefined) return treated * (to * Math.log(harm) - limit * (harm - 1));
      const r = tolerated * harm;
      const dilution = Math.log((control + r * treated) / (control + tolerated * treated));
      return treated * to * Math.log(harm) - (treated * to + control * from) * dilution;
    }),
  );
  const stake = (startWeight() * weightOf(plan, guard)) / RATE_HARM.length;
  return win > 0 ? Math.log(proofOf(plan) / stake) / win : Infinity;
}
