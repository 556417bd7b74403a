import { z } from "@hono/zod-openapi";
import { authorOf } from "../../auth/identity.ts";
import { readReleases } from "../../changes/releases.ts";
import { drill } from "../../projects/drill.ts";
import { requireEnvironment, requireProject } from "../../projects/find.ts";
import type { Api } from "../env.ts";
import { ENVIRONMENT, inEnvironment } from "../request/paths.ts";
import { wholeNumber } from "../request/query.ts";
import { answer, body, route } from "../route.ts";
import { drillSchema, reasonSchema, receiptsSchema, releasesSchema } from "../schemas.ts";
import type { Services } from "../services.ts";

const MAX_DAYS = 90;

const getReleases = route("viewer", {
  method: "get",
  path: `${ENVIRONMENT}/releases`,
  summary: "How releasing goes: how many changes, how many were killed or rolled back, and how long things took",
  request: {
    params: inEnvironment,
    query: z.strictObject({ days: wholeNumber.pipe(z.number().min(1).max(MAX_DAYS)).default(30) }),
  },
  responses: { 200: answer(releasesSchema, "By the change log") },
});

const postDrill = route("responder", {
  method: "post",
  path: `${ENVIRONMENT}/drill`,
  summary: "Send a change without content the way of a kill: who confirms it would have confirmed a kill",
  request: { params: inEnvironment, body: body(reasonSchema) },
  responses: { 200: answer(drillSchema, "The version that SDKs confirm now") },
});

const getReceipts = route("viewer", {
  method: "get",
  path: `${ENVIRONMENT}/receipts`,
  summary: "Which connected SDKs confirmed a version of this environment",
  request: {
    params: inEnvironment,
    query: z.strictObject({ version: wholeNumber.optional().describe("Without, the newest") }),
  },
  responses: { 200: answer(receiptsSchema, "What the SDKs said themselves") },
});

export function releaseRoutes(api: Api, { storage, live }: Services): void {
  const find = async (place: { project: string; environment: string }) => {
    const project = await requireProject(storage, place.project);
    return { project, environment: await requireEnvironment(storage, project, place.environment) };
  };

  api.openapi(getReleases, async (c) => {
    const { project, environment } = await find(c.req.valid("param"));
    return c.json(await readReleases(storage, project, environment, c.req.valid("query").days), 200);
  });

  api.openapi(postDrill, async (c) => {
    const author = authorOf(c.var.identity, c.req.valid("json").reason);
    return c.json(await drill(storage, author, c.req.valid("param")), 200);
  });

  api.openapi(getReceipts, async (c) => {
    const { environment } = await find(c.req.valid("param"));
    const { version } = c.req.valid("query");
    return c.json(await live.receipts(environment.id, version ?? environment.version), 200);
  });
}
