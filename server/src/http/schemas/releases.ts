import { z } from "@hono/zod-openapi";

export const drillSchema = z.object({
  version: z.number().int().describe("Of the environment; `receipts` of it tell who has confirmed"),
});

export const releasesSchema = z.object({
  since: z.number().describe("Later than asked for where there were more than 3,000 changes"),
  changes: z.number().int().describe("Changes of what flags do, without kills and restores"),
  byDay: z.array(z.number().int()).describe("The same by day, oldest first; the last are the 24 hours until now"),
  kills: z.number().int(),
  rolledBack: z.number().int().describe("Guarded rollouts that took their flag back"),
  killedMs: z.number().nullable().describe("How long kills lasted: the median of those that ended"),
  leadMs: z
    .number()
    .nullable()
    .describe("From a flag's creation to its being on here for the first time: the median of flags made since then"),
  lastDrill: z.object({ at: z.number(), by: z.string(), version: z.number().int() }).nullable(),
});
