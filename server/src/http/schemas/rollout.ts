import { z } from "@hono/zod-openapi";
import { ROLLOUT_STATUSES } from "../../storage/rollouts.ts";
import { jsonAnswer, name } from "./common.ts";

const DAY_MS = 86_400_000;
const label = z.string().min(1).max(100);
const time = z.number().describe("Milliseconds since 1970");
const counts = z.object({ of: z.number(), bad: z.number() });

const stage = z.strictObject({
  percentage: z.number().gt(0).max(100).describe("Exposed share; each stage's is above the one before"),
  holdMs: z
    .number()
    .int()
    .min(0)
    .max(30 * DAY_MS)
    .describe("The shortest time to stay, milliseconds"),
  minTreated: z
    .number()
    .int()
    .min(0)
    .max(1e9)
    .describe("The fewest treated requests to have seen; both must be reached"),
  approval: z.boolean().optional().describe("Wait for a person before the next stage"),
});

const metricKey = { key: label };
const metric = z.union([
  z.strictObject({ ...metricKey, kind: z.literal("count"), from: z.literal("requests") }),
  z.strictObject({
    ...metricKey,
    kind: z.literal("count"),
    from: z.literal("event"),
    event: label,
    badBelow: z.number().optional().describe("Events whose value is below are bad"),
    badAbove: z.number().optional().describe("Events whose value is above are bad"),
    per: label.optional().describe("The event that they are counted against"),
  }),
  z.strictObject({ ...metricKey, kind: z.literal("values"), from: z.literal("requests") }),
  z.strictObject({ ...metricKey, kind: z.literal("values"), from: z.literal("event"), event: label }),
]);

const guardBase = { key: label, metric: label, weight: z.number().optional() };
const guard = z.union([
  z.strictObject({
    ...guardBase,
    kind: z.literal("rate"),
    tolerated: z.number().optional(),
    atMost: z.number().optional(),
  }),
  z.strictObject({ ...guardBase, kind: z.literal("quantile"), quantile: z.number() }),
  z.strictObject({
    ...guardBase,
    kind: z.literal("mean"),
    worse: z.enum(["up", "down"]),
    tolerated: z.number().optional(),
  }),
  z.strictObject({ ...guardBase, kind: z.literal("limit"), limit: z.number(), above: z.number().optional() }),
]);

const alert = z.strictObject({ key: label, action: z.enum(["rollBack", "pause"]) });
const variants = z.array(z.strictObject({ variant: z.string(), weight: z.number().min(0).max(1e6) })).max(100);

export const rolloutDraftSchema = z.strictObject({
  name: name.optional(),
  template: z.enum(["standard", "cautious", "quick"]).optional(),
  stages: z.array(stage).max(100).optional().describe("In place of a template's"),
  rule: z.string().max(100).optional().describe("Id of the rule whose rollout is raised; without, the fallthrough's"),
  variants: variants.optional().describe("What is tried; without, what the rollout there splits into"),
  otherwise: z.string().optional().describe("The safe variant"),
  bucketBy: z.string().max(200).optional(),
  guards: z
    .array(guard)
    .max(100)
    .optional()
    .describe("Without these, metrics and alerts: errors and latency of requests"),
  metrics: z.array(metric).max(100).optional(),
  alerts: z.array(alert).max(10).optional(),
  alpha: z.number().min(0.0001).max(0.1).optional().describe("The most that a harmless change may risk to go back"),
  windowMs: z
    .number()
    .int()
    .min(2_000)
    .max(DAY_MS)
    .optional()
    .describe("A metric that is silent for two of these holds"),
  timeoutMs: z
    .number()
    .int()
    .min(1_000)
    .max(90 * DAY_MS)
    .optional(),
  onTimeout: z.enum(["hold", "rollBack"]).optional(),
  noteEveryMs: z.number().int().min(60_000).max(DAY_MS).optional(),
});

const plan = rolloutDraftSchema
  .required({ name: true, stages: true, variants: true, otherwise: true, guards: true, metrics: true, alerts: true })
  .required({ alpha: true, windowMs: true, onTimeout: true })
  .omit({ template: true })
  .extend({ flag: z.string() });

export const rolloutSchema = z.object({
  id: z.string(),
  environment: z.string(),
  status: z.enum(ROLLOUT_STATUSES),
  plan,
  progress: z.object({
    stage: z.number().int(),
    percentage: z.number(),
    since: time,
    startedAt: time.optional(),
    endedAt: time.optional(),
    notedAt: time.optional(),
    approved: z.object({ stage: z.number().int(), by: z.string(), at: time }).optional(),
    why: z.string().optional().describe("What was done last, and why"),
    evidence: jsonAnswer.optional().describe("What that was decided on"),
  }),
  createdAt: time,
  createdBy: z.string(),
});

export const rolloutCreatedSchema = rolloutSchema.extend({
  alertPaths: z.record(z.string(), z.string()).describe("Where each alert is to be sent: shown this once"),
});

const holding = z.union([
  z.object({ because: z.literal("time"), until: time }),
  z.object({ because: z.literal("requests"), treated: z.number(), needed: z.number() }),
  z.object({ because: z.literal("doubt"), evidence: z.number() }),
  z.object({ because: z.literal("proof"), guard: z.string(), atMost: z.number() }),
  z.object({ because: z.literal("missing"), guard: z.string(), since: time }),
  z.object({ because: z.literal("approval"), to: z.number().int() }),
  z.object({ because: z.literal("paused") }),
  z.object({ because: z.literal("refused"), message: z.string() }),
]);

const guardView = z.object({
  key: z.string(),
  kind: z.enum(["rate", "quantile", "mean", "limit"]),
  metric: z.string(),
  line: z.string().describe("errors: 0.9 % vs 0.1 % · evidence 63 of 101"),
  evidence: z.number(),
  clustering: z.number().describe("How many events count as one, because they come in clumps"),
  treated: counts,
  control: counts,
  worseBy: z.number().optional(),
  atMost: z.number().optional(),
  seenAt: time,
});

export const rolloutLiveSchema = z.object({
  evidence: z.number().describe("Of all guards together"),
  proof: z.number().describe("Evidence at which it goes back"),
  guards: z.array(guardView),
  sampleRatio: z.object({
    evidence: z.number(),
    treated: z.number(),
    expected: z.number(),
    wrong: z.enum(["tooFew", "tooMany"]).optional(),
  }),
  affected: z.number().describe("Treated requests so far"),
  stageTreated: z.number(),
  holding: z.array(holding),
  words: z.string().describe("Why it holds, in a sentence"),
  earliestAt: time.nullable().describe("When it may go on at the earliest; null where that can't be said"),
});

export const rolloutStandingSchema = rolloutSchema.extend({
  live: rolloutLiveSchema.nullable().describe("How it stands; null for one that does not run"),
});

export const rolloutPreviewSchema = z.object({
  perSecond: z.number().describe("Evaluations a second over the last day"),
  harms: z.array(
    z.object({
      guard: z.string(),
      stage: z.number().int(),
      from: z.number(),
      to: z.number(),
      seconds: z.number().nullable().describe("How long that takes to prove, on average; null for never"),
    }),
  ),
});

export const rolloutPointsSchema = z.object({
  guards: z.array(z.string()).describe("The guards' keys, in the order of each point's"),
  points: z.array(
    z.object({
      at: time,
      point: jsonAnswer.describe(
        "{ stage, evidence, ratio, affected, guards: [{ evidence, treated: [of, bad], control: [of, bad] }] }, sums since the start",
      ),
    }),
  ),
});
