import { z } from "@hono/zod-openapi";

export const inboxSeenSchema = z.strictObject({ at: z.number().int().min(0).describe("Milliseconds since 1970") });

/** Something that waits for a person, or that they may want to know. */
export const inboxItemSchema = z.object({
  kind: z
    .enum(["request", "news", "afterReview", "schedule", "rollout"])
    .describe(
      "A request to approve, news of one's own, a push through a policy to look at, a schedule that failed, a rollout that waits",
    ),
  at: z.number(),
  title: z.string(),
  text: z.string(),
  environment: z.string().nullable(),
  flag: z.string().nullable(),
  request: z.number().int().nullable(),
  schedule: z.number().int().nullable(),
  afterReview: z.string().nullable(),
  rollout: z.string().nullable(),
});

export const inboxSchema = z.object({
  items: z.array(inboxItemSchema).describe("Newest first"),
  count: z.number().int().describe("How many are new or wait"),
  seenAt: z.number().describe("Until when its reader has seen the news"),
});
