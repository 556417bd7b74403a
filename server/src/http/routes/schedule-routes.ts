import { z } from "@hono/zod-openapi";
import { authorOf } from "../../auth/identity.ts";
import type { Judges } from "../../policy/assess-rows.ts";
import { requireProject } from "../../projects/find.ts";
import { requestApprovals } from "../../requests/approvals.ts";
import { createSchedule } from "../../schedules/create-schedule.ts";
import { maySeeSchedule, requireSchedule } from "../../schedules/find.ts";
import { lookAtSchedule, requestOf } from "../../schedules/look-at-schedule.ts";
import { occurrencesBetween } from "../../schedules/occurrences.ts";
import { cancelSchedule, pauseSchedule, resumeSchedule, runScheduleNow } from "../../schedules/steer-schedule.ts";
import type { Author } from "../../storage/port.ts";
import type { Api } from "../env.ts";
import { MAX_SEGMENT_BYTES } from "../request/bounds.ts";
import { inProject, PROJECT } from "../request/paths.ts";
import { nextBefore, pageSize, wholeNumber } from "../request/query.ts";
import { answer, body, route } from "../route.ts";
import {
  occurrenceSchema,
  runNowSchema,
  scheduleCreateSchema,
  scheduleDetailSchema,
  scheduleSchema,
} from "../schemas.ts";
import type { Services } from "../services.ts";
import { occurrenceView, scheduleDetailView, scheduleView } from "../views/schedule-views.ts";

const SCHEDULES = `${PROJECT}/schedules` as const;
const SCHEDULE = `${SCHEDULES}/{number}` as const;
const STATES = {
  pending: ["waiting", "active", "paused"],
  over: ["done", "cancelled"],
  all: ["waiting", "active", "paused", "done", "cancelled"],
} as const;

const ofSchedule = inProject.extend({ number: wholeNumber });
const detail = answer(scheduleDetailSchema, "The schedule, as things are now");

const listRoute = route("viewer", {
  method: "get",
  path: SCHEDULES,
  summary: "Schedules, newest first",
  request: {
    params: inProject,
    query: z.strictObject({
      state: z.enum(["pending", "over", "all"]).default("pending"),
      before: wholeNumber.optional().describe("Only those with a smaller number: the next page"),
      limit: pageSize(),
    }),
  },
  responses: {
    200: answer(
      z.object({
        schedules: z.array(scheduleSchema),
        next: nextBefore,
      }),
      "A page of schedules",
    ),
  },
});

const postSchedule = route(
  "viewer",
  {
    method: "post",
    path: SCHEDULES,
    summary: "Have operations done at a time, once or again and again",
    request: { params: inProject, body: body(scheduleCreateSchema) },
    responses: { 201: detail },
  },
  MAX_SEGMENT_BYTES,
);

const getCalendar = route("viewer", {
  method: "get",
  path: `${PROJECT}/calendar`,
  summary: "When schedules are due in a span of at most 100 days, and what came of those that are past",
  request: { params: inProject, query: z.strictObject({ from: wholeNumber, to: wholeNumber }) },
  responses: {
    200: answer(
      z.object({
        occurrences: z.array(occurrenceSchema).describe("In order, at most 1,000"),
        complete: z.boolean().describe("False where there would be more"),
      }),
      "The times in the span",
    ),
  },
});

const getSchedule = route("viewer", {
  method: "get",
  path: SCHEDULE,
  summary: "A schedule with what came of it, and what it would change now",
  request: { params: ofSchedule },
  responses: { 200: detail },
});

const steer = (what: "cancel" | "pause" | "resume", summary: string) =>
  route("viewer", {
    method: "post",
    path: `${SCHEDULE}/${what}`,
    summary,
    request: { params: ofSchedule, body: body(runNowSchema) },
    responses: { 200: detail },
  });

const postCancel = steer("cancel", "End a schedule before its time");
const postPause = steer("pause", "Let nothing be due until it is resumed");
const postResume = steer("resume", "Go on with the next time that comes");

const postRun = route("viewer", {
  method: "post",
  path: `${SCHEDULE}/run`,
  summary: "Do at once what a schedule holds, as a change of your own",
  request: { params: ofSchedule, body: body(runNowSchema) },
  responses: { 200: detail },
});

export function scheduleRoutes(api: Api, { storage }: Services): void {
  const judges: Judges = { now: Date.now, approvals: requestApprovals };

  async function look(author: Author, where: { project: string; number: number }) {
    const project = await requireProject(storage, where.project);
    const schedule = await requireSchedule(storage, author, project, where.number);
    const [environments, looked] = await Promise.all([
      storage.environments(project.id),
      lookAtSchedule(storage, author, project, schedule, judges),
    ]);
    return scheduleDetailView(looked, environments);
  }

  api.openapi(listRoute, async (c) => {
    const project = await requireProject(storage, c.req.valid("param").project);
    const { state, before, limit } = c.req.valid("query");
    const filter = { projectId: project.id, states: STATES[state], limit, ...(before === undefined ? {} : { before }) };
    const page = await storage.schedules(filter);
    const author = authorOf(c.var.identity);
    const views: z.infer<typeof scheduleSchema>[] = [];
    for (const schedule of page) {
      if (!(await maySeeSchedule(storage, author, project, schedule))) continue;
      const [last] = await storage.scheduleRuns(schedule.id, 1);
      views.push(scheduleView(schedule, last, await requestOf(storage, schedule)));
    }
    return c.json({ schedules: views, next: page.length < limit ? null : (page.at(-1)?.number ?? null) }, 200);
  });

  api.openapi(postSchedule, async (c) => {
    const input = c.req.valid("json");
    const { project } = c.req.valid("param");
    const author = authorOf(c.var.identity, input.reason);
    const { number } = await createSchedule(storage, author, { project }, input, judges.now());
    return c.json(await look(author, { project, number }), 201);
  });

  api.openapi(getCalendar, async (c) => {
    const project = await requireProject(storage, c.req.valid("param").project);
    const { from, to } = c.req.valid("query");
    const { occurrences, complete } = await occurrencesBetween(storage, authorOf(c.var.identity), project, from, to);
    return c.json({ occurrences: occurrences.map(occurrenceView), complete }, 200);
  });

  api.openapi(getSchedule, async (c) => c.json(await look(authorOf(c.var.identity), c.req.valid("param")), 200));

  for (const [steering, how] of [
    [postCancel, cancelSchedule],
    [postPause, pauseSchedule],
    [postResume, resumeSchedule],
    [postRun, runScheduleNow],
  ] as const) {
    api.openapi(steering, async (c) => {
      const author = authorOf(c.var.identity, c.req.valid("json").reason);
      await how(storage, author, c.req.valid("param"), judges.now());
      return c.json(await look(author, c.req.valid("param")), 200);
    });
  }
}
