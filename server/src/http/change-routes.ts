import { z } from "@hono/zod-openapi";
import { authorOf } from "../auth/identity.ts";
import { findChange } from "../changes/find.ts";
import { revertChange } from "../changes/revert-change.ts";
import { requireEnvironment, requireProject } from "../projects/find.ts";
import { ACTIONS } from "../storage/model.ts";
import type { Api } from "./env.ts";
import { inProject, PROJECT } from "./paths.ts";
import { wholeNumber } from "./query.ts";
import { answer, body, route } from "./route.ts";
import { changeSchema, reasonSchema } from "./schemas.ts";
import type { Services } from "./services.ts";
import { changeView } from "./views.ts";

const CHANGES = `${PROJECT}/changes` as const;
const PAGE = { default: 50, max: 200 };

const listChanges = route("admin", {
  method: "get",
  path: CHANGES,
  summary: "The change log, newest first: who, what, why, before and after",
  request: {
    params: inProject,
    query: z.strictObject({
      environment: z.string().optional(),
      flag: z.string().optional(),
      segment: z.string().optional(),
      action: z.enum(ACTIONS).optional(),
      actor: z.string().min(1).max(200).optional().describe("The `id` of the actor of a change"),
      before: wholeNumber.optional().describe("Only changes with a smaller id: the next page"),
      limit: wholeNumber.pipe(z.number().min(1).max(PAGE.max)).default(PAGE.default),
    }),
  },
  responses: {
    200: answer(
      z.object({ changes: z.array(changeSchema), next: z.number().nullable().describe("`before` of the next page") }),
      "A page of changes",
    ),
  },
});

const inChange = inProject.extend({ id: wholeNumber });

const getChange = route("admin", {
  method: "get",
  path: `${CHANGES}/{id}`,
  summary: "One change",
  request: { params: inChange },
  responses: { 200: answer(changeSchema, "The change") },
});

const postRevert = route("admin", {
  method: "post",
  path: `${CHANGES}/{id}/revert`,
  summary: "Bring back the state before a change, as a new change",
  request: { params: inChange, body: body(reasonSchema) },
  responses: { 200: answer(z.object({ reverted: z.number() }), "The change that was reverted") },
});

export function changeRoutes(api: Api, { storage }: Services): void {
  api.openapi(listChanges, async (c) => {
    const project = await requireProject(storage, c.req.valid("param").project);
    const { environment: key, actor: actorId, ...filter } = c.req.valid("query");
    const environment = key === undefined ? undefined : await requireEnvironment(storage, project, key);
    const [records, environments] = await Promise.all([
      storage.changes({ ...filter, actorId, projectId: project.id, environmentId: environment?.id }),
      storage.environments(project.id),
    ]);
    const next = records.length < filter.limit ? null : (records.at(-1)?.id ?? null);
    return c.json({ changes: records.map((record) => changeView(record, environments)), next }, 200);
  });

  api.openapi(getChange, async (c) => {
    const { project: key, id } = c.req.valid("param");
    const project = await requireProject(storage, key);
    const record = await findChange(storage, project, id);
    return c.json(changeView(record, await storage.environments(project.id)), 200);
  });

  api.openapi(postRevert, async (c) => {
    const { reason } = c.req.valid("json");
    const { project, id } = c.req.valid("param");
    await revertChange(storage, authorOf(c.var.identity, reason), { project, id });
    return c.json({ reverted: id }, 200);
  });
}
