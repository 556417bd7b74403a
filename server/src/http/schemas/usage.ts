import { z } from "@hono/zod-openapi";

const count = z.number().int();
const time = z.number().describe("Milliseconds since 1970");
const hourly = (what: string) => z.array(count).describe(`${what} by hour: the oldest first, the running hour last`);

/** Usage of many flags, for lists. */
export const usageSchema = z.object({
  from: time.describe("When the first hour of all lists begins, milliseconds since 1970"),
  flags: z
    .record(
      z.string(),
      z.object({ lastEvaluatedAt: time, counts: hourly("Evaluations in the last 24 hours of the clock,") }),
    )
    .describe("By flag key; a flag that no SDK has reported is not there"),
});

/** Usage of one flag, for charts. */
export const flagUsageSchema = z.object({
  from: time.describe("When the first hour begins, milliseconds since 1970"),
  lastEvaluatedAt: time.nullable(),
  variants: z.array(
    z.object({
      variant: z.string().nullable().describe("null: the caller's default was given"),
      total: count,
      counts: hourly("Evaluations"),
    }),
  ),
});

export const unknownFlagSchema = z.object({
  flag: z.string().describe("The key that SDKs ask for"),
  why: z
    .enum(["missing", "archived", "server-only"])
    .describe("No such flag; it was archived; or it isn't shown to browsers, and one asked"),
  suggestion: z.string().nullable().describe("The flag that was probably meant"),
  count: count.describe("How often it was asked for, since firstSeenAt"),
  firstSeenAt: time,
  lastSeenAt: time,
  app: z.string().nullable().describe("Which application asked last"),
  kinds: z.array(z.enum(["server", "browser"])),
});

export const eventUsageSchema = z.object({
  from: time.describe("When the first hour of all lists begins, milliseconds since 1970"),
  events: z.array(
    z.object({
      event: z.string(),
      lastSeenAt: time,
      count,
      sum: z.number().describe("Of the values that came with it"),
      counts: hourly("Events"),
    }),
  ),
});
