import { scheduleRuns, schedules } from "@switchyard/migrations/sqlite";
import { and, asc, desc, eq, exists, gte, inArray, lt, lte, sql } from "drizzle-orm";
import { everyColumn, excluded } from "../columns.ts";
import type { OnDamage } from "../damage.ts";
import { clampPage } from "../page.ts";
import type { Sync } from "../promised.ts";
import { createReader } from "../rows/decode.ts";
import { fromSchedule, fromScheduleRun, scheduleRow, scheduleRunRow } from "../rows/request-rows.ts";
import type { ScheduleFilter, ScheduleReads, ScheduleWrites } from "../schedules.ts";
import type { Connection } from "./database.ts";

const MAX_FAILED = 200;

export function createScheduleReads(db: Connection, onDamage: OnDamage): Sync<ScheduleReads> {
  const reader = createReader("schedules", scheduleRow, onDamage);
  const runReader = createReader("schedule_runs", scheduleRunRow, onDamage);
  const ofProject = eq(schedules.projectId, sql.placeholder("projectId"));
  const byNumber = db
    .select()
    .from(schedules)
    .where(and(ofProject, eq(schedules.number, sql.placeholder("number"))))
    .prepare();
  const byId = db
    .select()
    .from(schedules)
    .where(eq(schedules.id, sql.placeholder("id")))
    .prepare();
  const last = db
    .select({ number: schedules.number })
    .from(schedules)
    .where(ofProject)
    .orderBy(desc(schedules.number))
    .limit(1)
    .prepare();
  const due = db
    .select()
    .from(schedules)
    .where(and(lte(schedules.nextAt, sql.placeholder("now")), eq(schedules.state, "active")))
    .orderBy(asc(schedules.nextAt), asc(schedules.number), asc(schedules.id))
    .limit(sql.placeholder("limit"))
    .prepare();
  const runs = db
    .select()
    .from(scheduleRuns)
    .where(eq(scheduleRuns.scheduleId, sql.placeholder("scheduleId")))
    .orderBy(desc(scheduleRuns.dueAt))
    .limit(sql.placeholder("limit"))
    .prepare();
  const ofSame = db
    .select({ one: sql`1` })
    .from(schedules)
    .where(and(ofProject, eq(schedules.id, scheduleRuns.scheduleId)));
  const failed = db
    .select()
    .from(scheduleRuns)
    .where(
      and(
        // Word for word as the index says it.
        sql`outcome in ('failed', 'missed')`,
        gte(scheduleRuns.at, sql.placeholder("since")),
        exists(ofSame),
      ),
    )
    .orderBy(desc(scheduleRuns.at), desc(scheduleRuns.dueAt))
    .limit(MAX_FAILED)
    .prepare();

  const dueIn = db
    .select()
    .from(scheduleRuns)
    .where(
      and(
        gte(scheduleRuns.dueAt, sql.placeholder("from")),
        lt(scheduleRuns.dueAt, sql.placeholder("to")),
        exists(ofSame),
      ),
    )
    .orderBy(asc(scheduleRuns.dueAt), asc(scheduleRuns.scheduleId))
    .limit(sql.placeholder("limit"))
    .prepare();

  return {
    schedules: (filter) =>
      reader.many(
        db
          .select()
          .from(schedules)
          .where(and(...conditions(filter)))
          .orderBy(desc(schedules.number))
          .limit(clampPage(filter.limit))
          .all(),
      ),
    schedule: (projectId, number) => reader.one(byNumber.get({ projectId, number })),
    scheduleById: (id) => reader.one(byId.get({ id })),
    nextScheduleNumber: (projectId) => (last.get({ projectId })?.number ?? 0) + 1,
    dueSchedules: (now, limit) => reader.many(due.all({ now, limit: clampPage(limit) })),
    scheduleRuns: (scheduleId, limit) => runReader.many(runs.all({ scheduleId, limit: clampPage(limit) })),
    runsDue: (projectId, from, to, limit) => runReader.many(dueIn.all({ projectId, from, to, limit })),
    failedRuns: (projectId, since) => runReader.many(failed.all({ projectId, since })),
  };
}

function conditions({ projectId, states, before }: ScheduleFilter) {
  return [
    eq(schedules.projectId, projectId),
    ...(states === undefined ? [] : [inArray(schedules.state, [...states])]),
    ...(before === undefined ? [] : [lt(schedules.number, before)]),
  ];
}

export function createScheduleWrites(db: Connection): Sync<ScheduleWrites> {
  const put = db
    .insert(schedules)
    .values(everyColumn(schedules))
    .onConflictDoUpdate({
      target: schedules.id,
      set: excluded(schedules, "id", "projectId", "number", "createdAt", "authorKind", "authorId", "authorName"),
    })
    .prepare();
  const insertRun = db.insert(scheduleRuns).values(everyColumn(scheduleRuns)).prepare();
  return {
    putSchedule: (schedule) => void put.run(fromSchedule(schedule)),
    insertScheduleRun: (run) => void insertRun.run(fromScheduleRun(run)),
  };
}
