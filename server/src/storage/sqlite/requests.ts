import { changeRequests, requestEvents } from "@switchyard/migrations/sqlite";
import { and, asc, count, desc, eq, inArray, lt, ne, sql } from "drizzle-orm";
import { everyColumn, excluded } from "../columns.ts";
import type { OnDamage } from "../damage.ts";
import { clampPage } from "../page.ts";
import type { Sync } from "../promised.ts";
import type { RequestFilter, RequestReads, RequestWrites } from "../requests.ts";
import { createReader } from "../rows/decode.ts";
import { changeRequestRow, fromChangeRequest, fromRequestEvent, requestEventRow } from "../rows/request-rows.ts";
import type { Connection } from "./database.ts";

export function createRequestReads(db: Connection, onDamage: OnDamage): Sync<RequestReads> {
  const reader = createReader("change_requests", changeRequestRow, onDamage);
  const eventReader = createReader("request_events", requestEventRow, onDamage);
  const ofProject = eq(changeRequests.projectId, sql.placeholder("projectId"));
  const byNumber = db
    .select()
    .from(changeRequests)
    .where(and(ofProject, eq(changeRequests.number, sql.placeholder("number"))))
    .prepare();
  const byId = db
    .select()
    .from(changeRequests)
    .where(eq(changeRequests.id, sql.placeholder("id")))
    .prepare();
  const last = db
    .select({ number: changeRequests.number })
    .from(changeRequests)
    .where(ofProject)
    .orderBy(desc(changeRequests.number))
    .limit(1)
    .prepare();
  const open = db
    .select({ count: count() })
    .from(changeRequests)
    .where(and(ofProject, eq(changeRequests.state, "open")))
    .prepare();

  return {
    changeRequests: (filter) =>
      reader.many(
        db
          .select()
          .from(changeRequests)
          .where(and(...conditions(filter)))
          .orderBy(desc(changeRequests.number))
          .limit(clampPage(filter.limit))
          .all(),
      ),
    changeRequest: (projectId, number) => reader.one(byNumber.get({ projectId, number })),
    changeRequestById: (id) => reader.one(byId.get({ id })),
    nextRequestNumber: (projectId) => (last.get({ projectId })?.number ?? 0) + 1,
    countOpenRequests: (projectId) => open.get({ projectId })?.count ?? 0,
    requestEvents: (requestIds) =>
      eventReader.many(
        db
          .select()
          .from(requestEvents)
          .where(inArray(requestEvents.requestId, [...requestIds]))
          .orderBy(asc(requestEvents.requestId), asc(requestEvents.position))
          .all(),
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

export function createRequestWrites(db: Connection): Sync<RequestWrites> {
  const put = db
    .insert(changeRequests)
    .values(everyColumn(changeRequests))
    .onConflictDoUpdate({
      target: changeRequests.id,
      set: excluded(changeRequests, "id", "projectId", "number", "createdAt", "authorKind", "authorId", "authorName"),
    })
    .prepare();
  const lastEvent = db
    .select({ position: sql<number>`coalesce(max(${requestEvents.position}), 0)`.mapWith(Number) })
    .from(requestEvents)
    .where(eq(requestEvents.requestId, sql.placeholder("requestId")))
    .prepare();
  const insertEvent = db.insert(requestEvents).values(everyColumn(requestEvents)).prepare();

  return {
    putChangeRequest: (request) => void put.run(fromChangeRequest(request)),
    addRequestEvent(event) {
      const position = (lastEvent.get({ requestId: event.requestId })?.position ?? 0) + 1;
      insertEvent.run({ ...fromRequestEvent(event), position });
    },
  };
}
