import { z } from "@hono/zod-openapi";

const count = z.number().int();
const time = z.number().describe("Milliseconds since 1970");

const clientSchema = z.object({
  instance: z.string(),
  app: z.string().nullable(),
  sdk: z.object({ name: z.string(), version: z.string().nullable() }),
  kind: z.enum(["server", "browser"]),
  via: z.enum(["stream", "polling"]),
  connectedAt: time,
  lastSeen: time,
  version: count.describe("The version it confirmed last; 0 when it said nothing yet"),
  behind: z
    .object({ versions: count, since: time })
    .nullable()
    .describe("How many versions it lacks, and when the first of them was committed; null when it has them all"),
});

const group = { count, behind: count };

/** The SDK instances that one environment has now, on all nodes. */
export const clientsSchema = z.object({
  version: count.describe("The environment's newest version"),
  total: z.object({
    ...group,
    servers: count,
    browsers: count,
    polling: count,
    unknown: count.describe("Of nodes that fell silent, and not back on another one: not in `count`"),
  }),
  apps: z
    .array(z.object({ app: z.string().nullable(), ...group }))
    .describe("The largest first, at most 50; `total` has them all"),
  sdks: z
    .array(z.object({ name: z.string(), version: z.string().nullable(), ...group }))
    .describe("The largest first, at most 50"),
  matching: count.describe("Clients that the filter leaves"),
  clients: z
    .array(clientSchema)
    .describe(
      "Servers before browsers, those that are furthest behind first. Of each other node at most 500 are in this list; `total` has them all",
    ),
});
