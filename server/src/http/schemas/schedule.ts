import { z } from "@hono/zod-openapi";
import { name, reason } from "./common.ts";
import { operationSchema, operationsSchema, planSchema } from "./operation.ts";
import { actorSchema } from "./request.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const DEFAULT_GRACE_MS = 60 * MINUTE;

const timeZone = z.string().min(1).max(100).describe("An IANA name, such as Europe/Berlin");

export const scheduleCreateSchema = z
  .strictObject({
    title: name,
    reason,
    operations: operationsSchema,
    at: z.number().int().min(0).optional().describe("Once, milliseconds since 1970"),
    cron: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .optional()
      .describe("Again and again: five fields, by the clocks of `timeZone`"),
    timeZone: timeZone.default("UTC"),
    missed: z
      .enum(["run", "skip"])
      .default("run")
      .describe("What becomes of a time that passed while no server ran: done late within the grace, or not at all"),
    graceMs: z
      .number()
      .int()
      .min(MINUTE)
      .max(7 * DAY)
      .default(DEFAULT_GRACE_MS)
      .describe("How late it may be done, also after a freeze window"),
  })
  .refine(({ at, cron }) => (at === undefined) !== (cron === undefined), "must have either at or cron");

const runSchema = z.object({
  dueAt: z.number(),
  at: z.number(),
  outcome: z.enum(["ran", "nothing", "failed", "missed"]),
  message: z.string(),
});

export const scheduleSchema = z.object({
  number: z.number().int().describe("Of the project, from 1"),
  state: z.enum(["waiting", "active", "paused", "done", "cancelled"]).describe("`waiting` is for approval"),
  title: z.string(),
  reason: z.string().optional(),
  operations: z.array(operationSchema).nullable().describe("Null when they can't be read"),
  cron: z.string().nullable(),
  timeZone: z.string(),
  nextAt: z.number().nullable().describe("When it is due next"),
  missed: z.enum(["run", "skip"]),
  graceMs: z.number(),
  held: z.string().nullable().describe("Why what is due isn't done yet"),
  request: z.number().int().nullable().describe("The change request whose approval it waits for, or began with"),
  author: actorSchema,
  createdAt: z.number(),
  updatedAt: z.number(),
  lastRun: runSchema.nullable(),
});

export const scheduleDetailSchema = scheduleSchema.extend({
  runs: z.array(runSchema).describe("Newest first, at most 50"),
  plan: planSchema.nullable().describe("What it would change now; null when it is over, or can't be done"),
  problem: z.string().nullable().describe("Why it couldn't be done as things are"),
});

export const occurrenceSchema = z.object({
  at: z.number(),
  schedule: z.number().int(),
  title: z.string(),
  state: z.enum(["waiting", "active", "paused", "done", "cancelled"]),
  /** What came of it, for times that are past. */
  outcome: z.enum(["ran", "nothing", "failed", "missed"]).nullable(),
  message: z.string().nullable(),
});

export const runNowSchema = z.strictObject({ reason });
