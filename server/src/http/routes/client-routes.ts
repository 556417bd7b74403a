import { z } from "@hono/zod-openapi";
import { requireEnvironment, requireProject } from "../../projects/find.ts";
import type { Api } from "../env.ts";
import { ENVIRONMENT, inEnvironment } from "../request/paths.ts";
import { pageSize, wholeNumber } from "../request/query.ts";
import { answer, route } from "../route.ts";
import { clientsSchema } from "../schemas.ts";
import type { Services } from "../services.ts";

const listClients = route("viewer", {
  method: "get",
  path: `${ENVIRONMENT}/clients`,
  summary: "The SDK instances that are connected now, or polled in the last 90 s",
  request: {
    params: inEnvironment,
    query: z.strictObject({
      app: z.string().max(100).optional().describe("Only clients of this application"),
      behind: z
        .enum(["true", "false"])
        .transform((value) => value === "true")
        .optional()
        .describe("true: only those that lack a version"),
      offset: wholeNumber.default(0),
      limit: pageSize({ default: 100, max: 500 }),
    }),
  },
  responses: { 200: answer(clientsSchema, "What the SDKs said themselves, as this server's node knows it") },
});

export function clientRoutes(api: Api, { storage, live }: Services): void {
  api.openapi(listClients, async (c) => {
    const place = c.req.valid("param");
    const environment = await requireEnvironment(
      storage,
      await requireProject(storage, place.project),
      place.environment,
    );
    return c.json(await live.clients(environment.id, c.req.valid("query")), 200);
  });
}
