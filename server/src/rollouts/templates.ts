import type { RolloutPlan } from "../storage/port.ts";

const MINUTE = 60_000;
/** At 100 % nobody is left to compare with: limits are watched for so long. */
const WATCH_MS = 60 * MINUTE;

type Stages = RolloutPlan["stages"];

const climb = (percentages: number[], holdMs: number, minTreated: number): Stages => [
  ...percentages.map((percentage) => ({ percentage, holdMs, minTreated })),
  { percentage: 100, holdMs: WATCH_MS, minTreated: 0 },
];

/** Ready ways up. Both a stage's time and its requests must be reached. */
export const TEMPLATES: Readonly<Record<"standard" | "cautious" | "quick", Stages>> = {
  standard: climb([5, 25, 50], 15 * MINUTE, 1_000),
  cautious: climb([1, 5, 10, 25, 50], 60 * MINUTE, 2_000),
  quick: climb([10, 50], 5 * MINUTE, 500),
};

export type TemplateName = keyof typeof TEMPLATES;
