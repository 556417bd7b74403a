import { z } from "@hono/zod-openapi";

export const receiptsSchema = z.object({
  version: z.number().int(),
  connected: z.number().int().describe("SDK instances connected now, on all nodes of the server"),
  confirmed: z.number().int().describe("of these, those that said they evaluate with this version or a later one"),
  unknown: z
    .number()
    .int()
    .describe(
      "SDK instances of server nodes that fell silent in the last two minutes, which have not come back on another node: nobody knows what they evaluate with. Not counted in `connected`",
    ),
  p50Ms: z.number().nullable().describe("From commit to confirmation; null when nobody was connected at the time"),
  p99Ms: z.number().nullable(),
  behind: z
    .array(
      z.object({
        instance: z.string(),
        app: z.string().nullable(),
        version: z.number().int(),
        lastSeen: z.number(),
      }),
    )
    .describe("At most 100"),
  confirmedBy: z
    .array(z.object({ instance: z.string(), app: z.string().nullable(), ms: z.number() }))
    .describe(
      "Server SDKs in the order in which they confirmed it, and how long each took; at most 100, of recent changes",
    ),
});
