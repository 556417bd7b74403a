import { z } from "@hono/zod-openapi";
import { MAX_WINDOW_MINUTES } from "../../policy/check-policy.ts";
import { ROLES } from "../../storage/authority.ts";
import { RULES } from "../../storage/policies.ts";
import { jsonAnswer, name, reason } from "./common.ts";
import { operationsSchema } from "./operation.ts";

/** Whole milliseconds since 1970, or a time with its offset, such as `2026-12-24T00:00:00+01:00`. */
const moment = z
  .union([z.number().int().min(0).max(8.64e15), z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))])
  .describe("Milliseconds since 1970, or a time with its offset such as 2026-12-24T00:00:00+01:00");

const windowName = name.max(100);

const recurringSchema = z.strictObject({
  kind: z.literal("recurring"),
  name: windowName,
  cron: z.string().min(1).max(100).describe("When it begins: minute, hour, day of the month, month, day of the week"),
  minutes: z.number().int().min(1).max(MAX_WINDOW_MINUTES).describe("How long it lasts by the clocks of its zone"),
  timeZone: z.string().min(1).max(100).describe("An IANA name, such as Europe/Berlin"),
});

const onceSchema = z.strictObject({ kind: z.literal("once"), name: windowName, from: moment, until: moment });

const roleSchema = z.enum(ROLES);

export const policyInputSchema = z.strictObject({
  requireReason: z.boolean().default(false).describe("Whether what raises needs a reason"),
  approvals: z.number().int().min(0).max(10).default(0).describe("How many other people must approve what raises"),
  breakGlass: z
    .strictObject({
      role: roleSchema
        .exclude(["viewer"])
        .nullable()
        .default("admin")
        .describe("Who holds this role, or a higher one, may push through; null for only the people"),
      people: z.array(z.string().min(1).max(100)).max(50).default([]).describe("Ids of users who may, too"),
    })
    .default({ role: "admin", people: [] }),
  freezes: z
    .array(z.discriminatedUnion("kind", [recurringSchema, onceSchema]))
    .max(20)
    .default([])
    .describe("When nothing may be raised"),
  reason,
});

const freezeSchema = z.object({
  name: z.string(),
  from: z.number().describe("Milliseconds since 1970"),
  until: z.number(),
});

export const policySchema = z.object({
  environment: z.string(),
  protected: z.boolean().describe("Whether raising needs the role releaser"),
  requireReason: z.boolean(),
  approvals: z.number().int(),
  breakGlass: z.object({ role: roleSchema.nullable(), people: z.array(z.string()) }),
  freezes: z.array(
    z.discriminatedUnion("kind", [
      recurringSchema,
      z.object({ kind: z.literal("once"), name: z.string(), from: z.number(), until: z.number() }),
    ]),
  ),
  updatedAt: z.number().nullable().describe("Null when none was ever set"),
  frozen: freezeSchema.nullable().describe("The freeze in force now, until the end of all that follow on it"),
});

export const freezesSchema = z.object({
  freezes: z.array(freezeSchema.extend({ environment: z.string() })),
  isWhole: z.boolean().describe("False when there were more than fit"),
});

const actorSchema = z.object({ kind: z.enum(["user", "token", "system"]), id: z.string(), name: z.string() });

export const afterReviewSchema = z.object({
  id: z.string(),
  environment: z.string(),
  actor: actorSchema.describe("Who broke the glass"),
  reason: z.string(),
  rules: z.array(z.enum(RULES)).describe("What it was pushed through"),
  flags: z.array(z.string()).describe("The flags that were raised"),
  openedAt: z.number(),
  closed: z.object({ by: actorSchema, at: z.number(), note: z.string() }).nullable(),
  mayClose: z.boolean().describe("Whether you may: another person than who broke the glass, who may release there"),
});

export const afterReviewCloseSchema = z.strictObject({
  note: z.string().trim().min(1, "must say what was found").max(1000),
});

export const assessSchema = z.strictObject({ operations: operationsSchema, reason });

const obstacleSchema = z.object({
  rule: z.enum([...RULES, "lowersOnly", "policy"]),
  code: z.string().describe("The error that doing it would answer"),
  message: z.string(),
  details: z.record(z.string(), jsonAnswer),
});

export const assessmentSchema = z.object({
  next: z
    .enum(["save", "giveReason", "propose", "wait", "ask"])
    .describe("What to do about it: make it, with a reason, as a change request, later, or not with this role"),
  mayBreakGlass: z.boolean().describe("Whether you could push it through wherever it is held"),
  digest: z.string().describe("What approvals would be for; as a dry run says it"),
  obstacles: z.array(obstacleSchema).describe("What holds it whatever the environment"),
  environments: z.array(
    z.object({
      environment: z.string(),
      direction: z.enum(["kills", "lowers", "raises", "same", "none"]),
      raised: z.array(z.string()).describe("Flags that somebody may get more of, those that lean on others included"),
      lowered: z.array(z.string()),
      obstacles: z.array(obstacleSchema),
      mayBreakGlass: z.boolean(),
      frozenUntil: z.number().nullable(),
    }),
  ),
});
