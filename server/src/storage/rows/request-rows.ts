import { z } from "zod";
import { type ChangeRequest, REQUEST_EVENTS, REQUEST_STATES, type RequestEvent } from "../requests.ts";
import { RUN_OUTCOMES, SCHEDULE_STATES, type Schedule, type ScheduleRun } from "../schedules.ts";
import * as stored from "../stored-shapes.ts";
import { checked } from "./checked.ts";
import { bit, json, optional } from "./columns.ts";

// As rows.ts, for change requests and schedules.

const count = z.number().int().min(0);

const author = { authorKind: z.enum(["user", "token", "system"]), authorId: z.string(), authorName: z.string() };
const asAuthor = <T extends { authorKind: "user" | "token" | "system"; authorId: string; authorName: string }>(
  row: T,
) => {
  const { authorKind, authorId, authorName, ...rest } = row;
  return { ...rest, author: { kind: authorKind, id: authorId, name: authorName } };
};

export const changeRequestRow: z.ZodType<ChangeRequest> = z
  .object({
    id: z.string(),
    projectId: z.string(),
    number: count,
    state: z.enum(REQUEST_STATES),
    title: z.string(),
    reason: optional(z.string()),
    operations: json(stored.jsonValue),
    scheduleId: optional(z.string()),
    digest: z.string(),
    environmentIds: json(stored.strings),
    applyWhenApproved: bit,
    ...author,
    createdAt: z.number(),
    updatedAt: z.number(),
  })
  .transform(asAuthor);

export const requestEventRow: z.ZodType<RequestEvent> = z
  .object({
    requestId: z.string(),
    at: z.number(),
    kind: z.enum(REQUEST_EVENTS),
    actorKind: z.enum(["user", "token", "system"]),
    actorId: z.string(),
    actorName: z.string(),
    text: optional(z.string()),
    digest: optional(z.string()),
    environmentIds: json(stored.strings),
  })
  .transform(({ actorKind, actorId, actorName, ...row }) => ({
    ...row,
    actor: { kind: actorKind, id: actorId, name: actorName },
  }));

export const scheduleRow: z.ZodType<Schedule> = z
  .object({
    id: z.string(),
    projectId: z.string(),
    number: count,
    state: z.enum(SCHEDULE_STATES),
    title: z.string(),
    reason: optional(z.string()),
    operations: json(stored.jsonValue),
    cron: optional(z.string()),
    timeZone: z.string(),
    nextAt: optional(z.number()),
    missed: z.enum(["run", "skip"]),
    graceMs: count,
    held: optional(z.string()),
    requestId: optional(z.string()),
    madeAfter: count,
    ...author,
    createdAt: z.number(),
    updatedAt: z.number(),
  })
  .transform(asAuthor);

export const scheduleRunRow: z.ZodType<ScheduleRun> = z.object({
  scheduleId: z.string(),
  dueAt: z.number(),
  at: z.number(),
  outcome: z.enum(RUN_OUTCOMES),
  message: z.string(),
});

export const fromChangeRequest = ({ author: { kind, id, name }, ...request }: ChangeRequest) =>
  checked(changeRequestRow, `Change request ${request.number}`, {
    ...request,
    reason: request.reason ?? null,
    operations: JSON.stringify(request.operations),
    scheduleId: request.scheduleId ?? null,
    environmentIds: JSON.stringify(request.environmentIds),
    applyWhenApproved: request.applyWhenApproved ? 1 : 0,
    authorKind: kind,
    authorId: id,
    authorName: name,
  });

export const fromRequestEvent = ({ actor, ...event }: RequestEvent) =>
  checked(requestEventRow, "What was said of a change request", {
    ...event,
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: actor.name,
    text: event.text ?? null,
    digest: event.digest ?? null,
    environmentIds: JSON.stringify(event.environmentIds),
  });

export const fromSchedule = ({ author: { kind, id, name }, ...schedule }: Schedule) =>
  checked(scheduleRow, `Schedule ${schedule.number}`, {
    ...schedule,
    reason: schedule.reason ?? null,
    operations: JSON.stringify(schedule.operations),
    cron: schedule.cron ?? null,
    nextAt: schedule.nextAt ?? null,
    held: schedule.held ?? null,
    requestId: schedule.requestId ?? null,
    authorKind: kind,
    authorId: id,
    authorName: name,
  });

export const fromScheduleRun = (run: ScheduleRun) => checked(scheduleRunRow, "A run of a schedule", { ...run });
