import { changeRequests, requestEvents } from "@switchyard/migrations/postgres";
import { and, asc, count, desc, eq, inArray, lt, ne, sql } from "drizzle-orm";
import { everyColumn, excluded } from "../columns.ts";
import type { OnDamage } from "../damage.ts";
import { clampPage } from "../page.ts";
import type { RequestFilter, RequestReads, RequestWrites } from "../requests.ts";
import { createReader } from "../rows/decode.ts";
import { changeRequestRow, fromChangeRequest, fromRequestEvent, requestEventRow } from "../rows/request-rows.ts";
import { type Connection, first } from "./database.ts";

export function createRequestReads(db: Connection, onDamage: OnDamage): RequestReads {
  const reader = createReader("change_requests", changeRequestRow, onDamage);
  const eventReader = createReader("request_events", requestEventRow, onDamage);
  const ofProject = eq(changeRequests.projectId, sql.placeholder("projectId"));
  const byNumber = db
    .select()
    .from(changeRequests)
    .where(and(ofProject, eq(changeRequests.number, sql.placeholder("number"))))
    .prepare(db.statement());
  const byId = db
    .select()
    .from(changeRequests)
    .where(eq(changeRequests.id, sql.placeholder("id")))
    .prepare(db.statement());
  const last = db
    .select({ number: changeRequests.number })
    .from(changeRequests)
    .where(ofProject)
    .orderBy(desc(changeRequests.number))
    .limit(1)
    .prepare(db.statement());
  const open = db
    .select({ count: count() })
    .from(changeRequests)
    .where(and(ofProject, eq(changeRequests.state, "open")))
    .prepare(db.statement());

  return {
    changeRequests: async (filter) =>
      reader.many(
        await db
          .select()
          .from(changeRequests)
          .where(and(...conditions(filter)))
          .orderBy(desc(changeRequests.number))
          .limit(clampPage(filter.limit)),
      ),
    changeRequest: async (projectId, number) => reader.one(await first(byNumber.execute({ projectId, number }))),
    changeRequestById: async (id) => reader.one(await first(byId.execute({ id }))),
    nextRequestNumber: async (projectId) => ((await first(last.execute({ projectId })))?.number ?? 0) + 1,
    countOpenRequests: async (projectId) => (await first(open.execute({ projectId })))?.count ?? 0,
    requestEvents: async (requestIds) =>
      eventReader.many(
        await db
          .select()
          .from(requestEvents)
          .where(inArray(requestEvents.requestId, [...requestIds]))
          .orderBy(asc(requestEvents.requestId), asc(requestEvents.position)),
      ),
  };
}

function conditions({ projectId, state, closed, authorId, before }: RequestFilter) {
  return [
    eq(changeRequests.projectId, projectId),
    ...(state === undefined ? [] : [eq(changeRequests.state, state)]),
    ...(closed ? [ne(changeRequests.state, "open")] : []),
    ...(authorId === undefined ? [] : [eq(changeRequests.authorId, authorId)]),
    ...(before === undefined ? [] : [lt(changeRequests.number, before)]),
  ];
}

export function createRequestWrites(db: Connection): RequestWrites {
  const put = db
    .insert(changeRequests)
    .values(everyColumn(changeRequests))
    .onConflictDoUpdate({
      target: changeRequests.id,
      set: excluded(changeRequests, "id", "projectId", "number", "createdAt", "authorKind", "authorId", "authorName"),
    })
    .prepare(db.statement());
  const lastEvent = db
    .select({ position: sql<number>`coalesce(max(${requestEvents.position}), 0)`.mapWith(Number) })
    .from(requestEvents)
    .where(eq(requestEvents.requestId, sql.placeholder("requestId")))
    .prepare(db.statement());
  const insertEvent = db.insert(requestEvents).values(everyColumn(requestEvents)).prepare(db.statement());

  return {
    putChangeRequest: async (request) => void (await put.execute(fromChangeRequest(request))),
    async addRequestEvent(event) {
      const position = ((await first(lastEvent.execute({ requestId: event.requestId })))?.position ?? 0) + 1;
      await insertEvent.execute({ ...fromRequestEvent(event), position });
    },
  };
}
