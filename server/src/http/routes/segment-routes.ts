import { z } from "@hono/zod-openapi";
import { authorOf } from "../../auth/identity.ts";
import { requireProject } from "../../projects/find.ts";
import { deleteSegment } from "../../segments/delete-segment.ts";
import { requireSegment } from "../../segments/find.ts";
import { saveSegment } from "../../segments/save-segment.ts";
import type { Api } from "../env.ts";
import { MAX_SEGMENT_BYTES } from "../request/bounds.ts";
import { inProject, PROJECT } from "../request/paths.ts";
import { answer, body, route } from "../route.ts";
import { keySchema, reasonSchema, segmentInputSchema, segmentSchema } from "../schemas.ts";
import type { Services } from "../services.ts";
import { segmentView } from "../views/views.ts";

const SEGMENTS = `${PROJECT}/segments` as const;
const SEGMENT = `${SEGMENTS}/{segment}` as const;

const ofSegment = inProject.extend({ segment: z.string() });

const listSegments = route("viewer", {
  method: "get",
  path: SEGMENTS,
  summary: "The segments of a project",
  request: { params: inProject },
  responses: { 200: answer(z.object({ segments: z.array(segmentSchema) }), "The segments") },
});

const getSegment = route("viewer", {
  method: "get",
  path: SEGMENT,
  summary: "One segment",
  request: { params: ofSegment },
  responses: { 200: answer(segmentSchema, "The segment") },
});

const putSegment = route(
  "editor",
  {
    method: "put",
    path: SEGMENT,
    summary: "Make or replace a segment; every environment sees it",
    request: { params: inProject.extend({ segment: keySchema }), body: body(segmentInputSchema) },
    responses: { 200: answer(segmentSchema, "The segment as it is now") },
  },
  MAX_SEGMENT_BYTES,
);

const removeSegment = route("editor", {
  method: "delete",
  path: SEGMENT,
  summary: "Delete a segment that nothing uses",
  request: { params: ofSegment, query: reasonSchema },
  responses: { 204: { description: "The segment is gone" } },
});

export function segmentRoutes(api: Api, { storage }: Services): void {
  api.openapi(listSegments, async (c) => {
    const project = await requireProject(storage, c.req.valid("param").project);
    return c.json({ segments: (await storage.segments(project.id)).map(segmentView) }, 200);
  });

  api.openapi(getSegment, async (c) => {
    const { project: key, segment } = c.req.valid("param");
    const project = await requireProject(storage, key);
    return c.json(segmentView(await requireSegment(storage, project, segment)), 200);
  });

  api.openapi(putSegment, async (c) => {
    const { reason, ...input } = c.req.valid("json");
    const segment = await saveSegment(storage, authorOf(c.var.identity, reason), c.req.valid("param"), input);
    return c.json(segmentView(segment), 200);
  });

  api.openapi(removeSegment, async (c) => {
    await deleteSegment(storage, authorOf(c.var.identity, c.req.valid("query").reason), c.req.valid("param"));
    return c.body(null, 204);
  });
}
