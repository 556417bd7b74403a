import { z } from "@hono/zod-openapi";
import { authorOf } from "../../auth/identity.ts";
import { SwitchyardError } from "../../errors.ts";
import type { Judges } from "../../policy/assess-rows.ts";
import { requireProject } from "../../projects/find.ts";
import { applyRequest } from "../../requests/apply-request.ts";
import { requestApprovals } from "../../requests/approvals.ts";
import { commentOnRequest } from "../../requests/comment-on-request.ts";
import { approveRequest, declineRequest, withdrawRequest } from "../../requests/decide-request.ts";
import { editRequest } from "../../requests/edit-request.ts";
import { requireRequest } from "../../requests/find.ts";
import { listRequests, REQUEST_VIEWS } from "../../requests/list-requests.ts";
import { lookAtRequest } from "../../requests/look-at-request.ts";
import { openRequest } from "../../requests/open-request.ts";
import { beginWhenApproved, cancelWhenClosed } from "../../schedules/begin-schedule.ts";
import type { Author, Storage } from "../../storage/port.ts";
import type { Api } from "../env.ts";
import { MAX_SEGMENT_BYTES } from "../request/bounds.ts";
import { inProject, PROJECT } from "../request/paths.ts";
import { nextBefore, pageSize, wholeNumber } from "../request/query.ts";
import { answer, body, route } from "../route.ts";
import {
  approvedSchema,
  approveSchema,
  closeRequestSchema,
  commentSchema,
  reasonSchema,
  requestCreateSchema,
  requestDetailSchema,
  requestPatchSchema,
  requestSchema,
} from "../schemas.ts";
import type { Services } from "../services.ts";
import { requestDetailView, requestView } from "../views/request-views.ts";

const REQUESTS = `${PROJECT}/requests` as const;
const REQUEST = `${REQUESTS}/{number}` as const;

const ofRequest = inProject.extend({ number: wholeNumber });
const detail = answer(requestDetailSchema, "The change request, as things are now");

const listRoute = route("viewer", {
  method: "get",
  path: REQUESTS,
  summary: "Change requests, newest first",
  request: {
    params: inProject,
    query: z.strictObject({
      view: z
        .enum(REQUEST_VIEWS)
        .default("open")
        .describe("`mine`: proposed by you; `waiting`: open ones that you can approve and have not"),
      before: wholeNumber.optional().describe("Only those with a smaller number: the next page"),
      limit: pageSize(),
    }),
  },
  responses: {
    200: answer(z.object({ requests: z.array(requestSchema), next: nextBefore }), "A page of change requests"),
  },
});

const postRequest = route(
  "viewer",
  {
    method: "post",
    path: REQUESTS,
    summary: "Propose operations, for somebody to approve",
    request: { params: inProject, body: body(requestCreateSchema) },
    responses: { 201: detail },
  },
  MAX_SEGMENT_BYTES,
);

const getRequest = route("viewer", {
  method: "get",
  path: REQUEST,
  summary: "A change request with what it would change now, and who approved exactly that",
  request: { params: ofRequest },
  responses: { 200: detail },
});

const patchRequest = route(
  "viewer",
  {
    method: "patch",
    path: REQUEST,
    summary: "Propose something else instead; what was approved before no longer counts",
    request: { params: ofRequest, body: body(requestPatchSchema) },
    responses: { 200: detail },
  },
  MAX_SEGMENT_BYTES,
);

const postComment = route("viewer", {
  method: "post",
  path: `${REQUEST}/comments`,
  summary: "Say something about a change request",
  request: { params: ofRequest, body: body(commentSchema) },
  responses: { 200: detail },
});

const postApprove = route("viewer", {
  method: "post",
  path: `${REQUEST}/approve`,
  summary: "Approve what was looked at; its author can't, and who may not change it can't",
  request: { params: ofRequest, body: body(approveSchema) },
  responses: { 200: answer(approvedSchema, "The change request, as things are now") },
});

const postDecline = route("viewer", {
  method: "post",
  path: `${REQUEST}/decline`,
  summary: "Decline a change request, which closes it",
  request: { params: ofRequest, body: body(closeRequestSchema) },
  responses: { 200: detail },
});

const postWithdraw = route("viewer", {
  method: "post",
  path: `${REQUEST}/withdraw`,
  summary: "Take one's own change request back",
  request: { params: ofRequest, body: body(closeRequestSchema) },
  responses: { 200: detail },
});

const postApply = route("viewer", {
  method: "post",
  path: `${REQUEST}/apply`,
  summary: "Do what an approved change request proposes, all or none, once",
  request: { params: ofRequest, body: body(reasonSchema) },
  responses: { 200: detail },
});

export function requestRoutes(api: Api, { storage }: Services): void {
  const judges: Judges = { now: Date.now, approvals: requestApprovals };
  const look = (author: Author, where: { project: string; number: number }) => lookNow(storage, author, where, judges);

  api.openapi(listRoute, async (c) => {
    const project = await requireProject(storage, c.req.valid("param").project);
    const author = authorOf(c.var.identity);
    const { found, next } = await listRequests(storage, author, project, c.req.valid("query"));
    const environments = await storage.environments(project.id);
    return c.json({ requests: found.map((one) => requestView(one, environments)), next }, 200);
  });

  api.openapi(postRequest, async (c) => {
    const input = c.req.valid("json");
    const { project } = c.req.valid("param");
    const author = authorOf(c.var.identity, input.reason);
    const { number } = await openRequest(storage, author, { project }, input, judges);
    return c.json(await look(author, { project, number }), 201);
  });

  api.openapi(getRequest, async (c) => c.json(await look(authorOf(c.var.identity), c.req.valid("param")), 200));

  api.openapi(patchRequest, async (c) => {
    const patch = c.req.valid("json");
    const author = authorOf(c.var.identity, patch.reason);
    await editRequest(storage, author, c.req.valid("param"), patch, judges);
    return c.json(await look(author, c.req.valid("param")), 200);
  });

  api.openapi(postComment, async (c) => {
    const author = authorOf(c.var.identity);
    await commentOnRequest(storage, author, c.req.valid("param"), c.req.valid("json").text);
    return c.json(await look(author, c.req.valid("param")), 200);
  });

  api.openapi(postApprove, async (c) => {
    const where = c.req.valid("param");
    const author = authorOf(c.var.identity);
    const approved = await approveRequest(
      storage,
      author,
      where,
      c.req.valid("json"),
      judges,
      beginWhenApproved(where.project, judges.now),
    );
    let notApplied: string | null = null;
    if (approved.applyWhenApproved && approved.scheduleId === undefined) {
      // The approval stands, whatever keeps the change back: another approval, or a freeze window.
      notApplied = await applyRequest(storage, author, where, judges).then(
        () => null,
        (error: unknown) => {
          if (error instanceof SwitchyardError) return error.message;
          throw error;
        },
      );
    }
    return c.json({ ...(await look(author, where)), notApplied }, 200);
  });

  for (const [closing, close] of [
    [postDecline, declineRequest],
    [postWithdraw, withdrawRequest],
  ] as const) {
    api.openapi(closing, async (c) => {
      const where = c.req.valid("param");
      const author = authorOf(c.var.identity);
      await close(storage, author, where, c.req.valid("json").text, judges, cancelWhenClosed(judges.now));
      return c.json(await look(author, where), 200);
    });
  }

  api.openapi(postApply, async (c) => {
    const author = authorOf(c.var.identity, c.req.valid("json").reason);
    await applyRequest(storage, author, c.req.valid("param"), judges);
    return c.json(await look(author, c.req.valid("param")), 200);
  });
}

async function lookNow(storage: Storage, author: Author, where: { project: string; number: number }, judges: Judges) {
  const project = await requireProject(storage, where.project);
  const request = await requireRequest(storage, author, project, where.number);
  const [environments, schedule] = await Promise.all([
    storage.environments(project.id),
    request.scheduleId === undefined ? undefined : storage.scheduleById(request.scheduleId),
  ]);
  const looked = await lookAtRequest(storage, author, project, request, judges);
  return requestDetailView(looked, author, environments, schedule?.number ?? null);
}
