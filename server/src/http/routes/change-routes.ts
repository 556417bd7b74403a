import { z } from "@hono/zod-openapi";
import { visible } from "../../auth/authority.ts";
import { authorOf } from "../../auth/identity.ts";
import { findVisibleChange, isVisible } from "../../changes/find.ts";
import { revertChange } from "../../changes/revert-change.ts";
import { idsOf } from "../../changes/span.ts";
import { requireProject, requireVisible } from "../../projects/find.ts";
import { ACTIONS } from "../../storage/model.ts";
import { requireAtLeast } from "../access/permission.ts";
import type { Api } from "../env.ts";
import { inProject, PROJECT } from "../request/paths.ts";
import { inSpan, nextBefore, pageSize, wholeNumber } from "../request/query.ts";
import { answer, body, route } from "../route.ts";
import { changeSchema, reasonSchema } from "../schemas.ts";
import type { Services } from "../services.ts";
import { changeView } from "../views/views.ts";

const CHANGES = `${PROJECT}/changes` as const;

const listChanges = route("viewer", {
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
      ...inSpan,
      before: wholeNumber.optional().describe("Only changes with a smaller id: the next page"),
      limit: pageSize(),
    }),
  },
  responses: {
    200: answer(z.object({ changes: z.array(changeSchema), next: nextBefore }), "A page of changes"),
  },
});

const inChange = inProject.extend({ id: wholeNumber });

const getChange = route("viewer", {
  method: "get",
  path: `${CHANGES}/{id}`,
  summary: "One change",
  request: { params: inChange },
  responses: { 200: answer(changeSchema, "The change") },
});

const postRevert = route("viewer", {
  method: "post",
  path: `${CHANGES}/{id}/revert`,
  summary: "Bring back the state before a change, as a new change; needs what that change itself would need",
  request: { params: inChange, body: body(reasonSchema) },
  responses: { 200: answer(z.object({ reverted: z.number() }), "The change that was reverted") },
});

export function changeRoutes(api: Api, { storage }: Services): void {
  api.openapi(listChanges, async (c) => {
    const project = await requireProject(storage, c.req.valid("param").project);
    const { environment: key, actor: actorId, from, to, ...filter } = c.req.valid("query");
    const { authority } = c.var.identity;
    const environment = key === undefined ? undefined : await requireVisible(storage, authority, project, key);
    const { after, before: end } = await idsOf(storage, { from, to });
    const before = Math.min(filter.before ?? Number.MAX_SAFE_INTEGER, end ?? Number.MAX_SAFE_INTEGER);
    const [records, environments] = await Promise.all([
      storage.changes({ ...filter, before, after, actorId, projectId: project.id, environmentId: environment?.id }),
      storage.environments(project.id),
    ]);
    const next = records.length < filter.limit ? null : (records.at(-1)?.id ?? null);
    const seen = visible(authority, environments);
    const changes = records
      .filter((record) => isVisible(record, authority, environments))
      .map((record) => changeView(record, seen));
    return c.json({ changes, next }, 200);
  });

  api.openapi(getChange, async (c) => {
    const { project: key, id } = c.req.valid("param");
    const project = await requireProject(storage, key);
    const { authority } = c.var.identity;
    const record = await findVisibleChange(storage, authority, project, id);
    return c.json(changeView(record, visible(authority, await storage.environments(project.id))), 200);
  });

  api.openapi(postRevert, async (c) => {
    const { reason } = c.req.valid("json");
    const place = c.req.valid("param");
    const { identity } = c.var;
    const project = await requireProject(storage, place.project);
    const record = await findVisibleChange(storage, identity.authority, project, place.id);
    const held = identity.authority.roleAt(project.id, record.environmentId) ?? "viewer";
    requireAtLeast(held, record.environmentId === undefined ? "editor" : "responder", "the place of this change");
    await revertChange(storage, authorOf(identity, reason), place);
    return c.json({ reverted: place.id }, 200);
  });
}
