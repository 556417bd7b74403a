import type { Traffic } from "./traffic.ts";

const HOUR = 3600;

const calm: Traffic = {
  perSecond: 100,
  sdks: [1],
  errors: () => 0.001,
  checkouts: () => 0.02,
  latency: () => 160,
};

/** A day in two hours. */
const day = (seconds: number) => 1 + 0.7 * Math.sin((2 * Math.PI * seconds) / (2 * HOUR));

/** Two minutes of every half hour. */
const isOut = (seconds: number) => seconds % (HOUR / 2) < 120;

/** Changes that do no harm, in weather of all kinds. */
export const HARMLESS: Record<string, Traffic> = {
  flat: calm,
  "day curve": {
    ...calm,
    perSecond: (seconds) => 100 * day(seconds),
    errors: (seconds) => 0.001 * day(seconds) ** 2,
    latency: (seconds) => 160 * day(seconds) ** 0.5,
  },
  "drift while ramping": {
    ...calm,
    errors: (seconds) => 0.001 * (1 + seconds / HOUR),
    checkouts: (seconds) => 0.02 * (1 + seconds / (4 * HOUR)),
    latency: (seconds) => 160 * (1 + seconds / (6 * HOUR)),
  },
  "outages in both groups": {
    ...calm,
    errors: (seconds) => (isOut(seconds) ? 0.3 : 0.001),
    checkouts: (seconds) => (isOut(seconds) ? 0.5 : 0.02),
    latency: (seconds) => (isOut(seconds) ? 800 : 160),
  },
  "uneven SDKs": {
    ...calm,
    sdks: [0.6, 0.25, 0.1, 0.05],
    errors: (_seconds, _treated, sdk) => 0.001 * ([1, 0.5, 10, 100][sdk] ?? 1),
  },
};

/** The same people's events again and again. */
export const CLUSTERED: Record<string, Traffic> = {
  "sessions (clumps of 5)": { ...calm, clump: 5, errors: () => 0.005 },
  "retry storms (clumps of 30)": { ...calm, clump: 30, errors: () => 0.01 },
};

export interface Harm {
  name: string;
  /** What the guard that is made for it watches, as rates: for the methods beside ours. */
  rates: { metric: "errors" | "checkouts" | "slow"; from: number; to: number };
  traffic: Traffic;
}

/** Share of log-normal latencies (σ = 0.5) above the control group's p99 once all are 1.5 times as long. */
const SLOW_SHARE = 0.065;

const errors = (to: number): Harm => ({
  name: `errors 0.1 → ${to * 100} %`,
  rates: { metric: "errors", from: 0.001, to },
  traffic: { ...calm, errors: (_seconds, treated) => (treated ? to : 0.001) },
});

export const HARMFUL: Harm[] = [
  errors(0.002),
  errors(0.005),
  errors(0.01),
  errors(0.05),
  {
    name: "success 98 → 96 %",
    rates: { metric: "checkouts", from: 0.02, to: 0.04 },
    traffic: { ...calm, checkouts: (_seconds, treated) => (treated ? 0.04 : 0.02) },
  },
  {
    name: "p99 500 → 750 ms",
    rates: { metric: "slow", from: 0.01, to: SLOW_SHARE },
    traffic: { ...calm, latency: (_seconds, treated) => (treated ? 240 : 160) },
  },
];

/** A fifth of the treated never reports, where each request is another person's. */
export const LOST: Traffic = { ...calm, fresh: 1, lost: 0.2 };
