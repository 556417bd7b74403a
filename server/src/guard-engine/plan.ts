/** A guarded rollout as it was decided before its start; nothing of it changes while it runs. */
export interface Plan {
  /** The most that a harmless change may risk to be rolled back, over the whole rollout and all its guards: 0.01 is 1 %. */
  alpha: number;
  stages: Stage[];
  guards: Guard[];
  /** How long a metric may be silent, in milliseconds, before its absence holds the rollout. Two of these must pass. */
  windowMs: number;
}

interface Stage {
  /** Share of contexts that get the change, 0 to 100; each stage's is above the one before. */
  percentage: number;
  /** The shortest time to stay, in milliseconds. */
  holdMs: number;
  /** The fewest treated requests to have seen; both this and the time must have been reached. */
  minTreated: number;
  /** Wait for a person, however good things look. */
  approval?: boolean;
}

/** What is watched. `key` is unique within the plan; `weight` is its part of the evidence, equal parts when absent. */
export type Guard = { key: string; metric: string; weight?: number } & (
  | RateGuard
  | QuantileGuard
  | MeanGuard
  | LimitGuard
);

/** Bad events among treated requests, beside those of the control group in the same report. */
interface RateGuard {
  kind: "rate";
  /** How many times the control's rate is still no harm. @default 1.1 */
  tolerated?: number;
  /** Ask for proof that the rate is at most so many times the control's before each advance. */
  atMost?: number;
}

/** Values above the control group's own quantile, taken from what control showed before. */
interface QuantileGuard {
  kind: "quantile";
  /** 0.95 or 0.99, say: above 0, below 1. */
  quantile: number;
}

/** The mean of values, such as an order's worth or the latency of all requests. */
interface MeanGuard {
  kind: "mean";
  worse: "up" | "down";
  /** How much worse the mean must be besides: 0.02 is 2 %. @default 0.02 */
  tolerated?: number;
}

/** A bound in absolute numbers, whatever the control group does. */
interface LimitGuard {
  kind: "limit";
  /** The highest share of bad events that is no harm: 0.005 is 0.5 %. */
  limit: number;
  /** For metrics with values: which of them are bad. With `limit: 0.05` and `above: 250` a p95 above 250 is harm. */
  above?: number;
}

export const DEFAULT_TOLERATED = 1.1;
export const DEFAULT_WORSE = 0.02;

/** Evidence at which the change goes back: Ville's inequality lets a harmless one reach 1/α with probability α at most. */
export const proofOf = ({ alpha }: Plan) => 1 / alpha + 1;

/** From here on evidence is worth waiting for: an advance would only raise the number of people who meet it. */
export const DOUBT = 5;

export const weightOf = ({ guards }: Plan, guard: Guard) => {
  const total = guards.reduce((sum, { weight = 1 }) => sum + weight, 0);
  return (guard.weight ?? 1) / total;
};

/** The holds of all stages, in milliseconds: what the rollout takes at least. */
export const plannedMs = ({ stages }: Plan) => stages.reduce((sum, { holdMs }) => sum + holdMs, 0);
