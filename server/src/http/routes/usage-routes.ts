import { z } from "@hono/zod-openapi";
import { locate } from "../../flags/find.ts";
import { requireEnvironment, requireProject } from "../../projects/find.ts";
import { MAX_HOURS, readEvents, readFlagUsage, readUsage } from "../../usage/read-usage.ts";
import { dismissUnknownFlag, readUnknownFlags } from "../../usage/unknown-flags.ts";
import type { Api } from "../env.ts";
import { CONFIGURATION, ENVIRONMENT, inEnvironment, ofConfiguration, UNKNOWN_FLAGS } from "../request/paths.ts";
import { wholeNumber } from "../request/query.ts";
import { answer, route } from "../route.ts";
import { eventUsageSchema, flagUsageSchema, unknownFlagSchema, usageSchema } from "../schemas.ts";
import type { Services } from "../services.ts";

const MAX_KEYS = 500;

const hours = wholeNumber
  .pipe(z.number().min(1).max(MAX_HOURS))
  .default(24)
  .describe("How many hours of the clock, the running one included");

const getUsage = route("viewer", {
  method: "get",
  path: `${ENVIRONMENT}/usage`,
  summary: "When flags were evaluated last, and how often in each of the last 24 hours",
  request: {
    params: inEnvironment,
    query: z.strictObject({
      flags: z
        .string()
        .transform((list) => list.split(","))
        .pipe(z.array(z.string().max(100)).max(MAX_KEYS))
        .optional()
        .describe(`Keys with commas between them, at most ${MAX_KEYS}; without, all flags`),
    }),
  },
  responses: { 200: answer(usageSchema, "What SDKs reported, some seconds ago") },
});

const getFlagUsage = route("viewer", {
  method: "get",
  path: `${CONFIGURATION}/usage`,
  summary: "A flag's evaluations by variant and hour",
  request: { params: ofConfiguration, query: z.strictObject({ hours }) },
  responses: { 200: answer(flagUsageSchema, "What SDKs reported, some seconds ago") },
});

const listUnknownFlags = route("viewer", {
  method: "get",
  path: UNKNOWN_FLAGS,
  summary: "Keys that SDKs ask for and that no flag of theirs has",
  request: { params: inEnvironment },
  responses: {
    200: answer(
      z.object({ flags: z.array(unknownFlagSchema), more: z.number().int().describe("How many are not shown") }),
      "Those that came last, at most 100; a key that did not come for 30 days is forgotten",
    ),
  },
});

const deleteUnknownFlag = route("editor", {
  method: "delete",
  path: `${UNKNOWN_FLAGS}/{flag}`,
  summary: "Don't show an unknown key again, for as long as SDKs ask for it and 30 days",
  request: { params: ofConfiguration },
  responses: { 204: { description: "It is not shown any more" } },
});

const getEvents = route("viewer", {
  method: "get",
  path: `${ENVIRONMENT}/events`,
  summary: "What applications tracked, by hour",
  request: { params: inEnvironment, query: z.strictObject({ hours }) },
  responses: { 200: answer(eventUsageSchema, "What SDKs reported, some seconds ago") },
});

export function usageRoutes(api: Api, { storage }: Services): void {
  const find = async (place: { project: string; environment: string }) => {
    const project = await requireProject(storage, place.project);
    return { project, environment: await requireEnvironment(storage, project, place.environment) };
  };

  api.openapi(getUsage, async (c) => {
    const { environment } = await find(c.req.valid("param"));
    return c.json(await readUsage(storage, environment, c.req.valid("query").flags), 200);
  });

  api.openapi(getFlagUsage, async (c) => {
    const { environment, flag } = await locate(storage, c.req.valid("param"));
    return c.json(await readFlagUsage(storage, environment, flag, c.req.valid("query").hours), 200);
  });

  api.openapi(listUnknownFlags, async (c) => {
    const { project, environment } = await find(c.req.valid("param"));
    return c.json(await readUnknownFlags(storage, project, environment), 200);
  });

  api.openapi(deleteUnknownFlag, async (c) => {
    const place = c.req.valid("param");
    const { environment } = await find(place);
    await dismissUnknownFlag(storage, environment, place.flag);
    return c.body(null, 204);
  });

  api.openapi(getEvents, async (c) => {
    const { environment } = await find(c.req.valid("param"));
    return c.json(await readEvents(storage, environment, c.req.valid("query").hours), 200);
  });
}
