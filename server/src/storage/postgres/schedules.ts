import { scheduleRuns, schedules } from "@switchyard/migrations/postgres";
import { and, asc, desc, eq, exists, gte, inArray, lt, lte, sql } from "drizzle-orm";
import { everyColumn, excluded } from "../columns.ts";
import type { OnDamage } from "../damage.ts";
import { clampPage } from "../page.ts";
import { createReader } from "../rows/decode.ts";
import { fromSchedule, fromScheduleRun, scheduleRow, scheduleRunRow } from "../rows/request-rows.ts";
import type { ScheduleFilter, ScheduleReads, ScheduleWrites } from "../schedules.ts";
import { type Connection, first } from "./database.ts";

const MAX_FAILED = 200;

export function createScheduleReads(db: Connection, onDamage: OnDamage): ScheduleReads {
  const reader = createReader("schedules", scheduleRow, onDamage);
  const runReader = createReader("schedule_runs", scheduleRunRow, onDamage);
  const ofProject = eq(schedules.projectId, sql.placeholder("projectId"));
  const byNumber = db
    .select()
    .from(schedules)
    .where(and(ofProject, eq(schedules.number, sql.placeholder("number"))))
    .prepare(db.statement());
  const byId = db
    .select()
    .from(schedules)
    .where(eq(schedules.id, sql.placeholder("id")))
    .prepare(db.statement());
  const last = db
    .select({ number: schedules.number })
    .from(schedules)
    .where(ofProject)
    .orderBy(desc(schedules.number))
    .limit(1)
    .prepare(db.statement());
  const due = db
    .select()
    .from(schedules)
    .where(and(lte(schedules.nextAt, sql.placeholder("now")), eq(schedules.state, "active")))
    .orderBy(asc(schedules.nextAt), asc(schedules.number), asc(schedules.id))
    .limit(sql.placeholder("limit"))
    .prepare(db.statement());
  const runs = db
    .select()
    .from(scheduleRuns)
    .where(eq(scheduleRuns.scheduleId, sql.placeholder("scheduleId")))
    .orderBy(desc(scheduleRuns.dueAt))
    .limit(sql.placeholder("limit"))
    .prepare(db.statement());
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
    .prepare(db.statement());

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
    .prepare(db.statement());

  return {
    schedules: async (filter) =>
      reader.many(
        await db
          .select()
          .from(schedules)
          .where(and(...conditions(filter)))
          .orderBy(desc(schedules.number))
          .limit(clampPage(filter.limit)),
      ),
    schedule: async (projectId, number) => reader.one(await first(byNumber.execute({ projectId, number }))),
    scheduleById: async (id) => reader.one(await first(byId.execute({ id }))),
    nextScheduleNumber: async (projectId) => ((await first(last.execute({ projectId })))?.number ?? 0) + 1,
    dueSchedules: async (now, limit) => reader.many(await due.execute({ now, limit: clampPage(limit) })),
    scheduleRuns: async (scheduleId, limit) =>
      runReader.many(await runs.execute({ scheduleId, limit: clampPage(limit) })),
    runsDue: async (projectId, from, to, limit) => runReader.many(await dueIn.execute({ projectId, from, to, limit })),
    failedRuns: async (projectId, since) => runReader.many(await failed.execute({ projectId, since })),
  };
}

function conditions({ projectId, states, before }: ScheduleFilter) {
  return [
    eq(schedules.projectId, projectId),
    ...(states === undefined ? [] : [inArray(schedules.state, [...states])]),
    ...(before === undefined ? [] : [lt(schedules.number, before)]),
  ];
}

export function createScheduleWrites(db: Connection): ScheduleWrites {
  const put = db
    .insert(schedules)
    .values(everyColumn(schedules))
    .onConflictDoUpdate({
      target: schedules.id,
      set: excluded(schedules, "id", "projectId", "number", "createdAt", "authorKind", "authorId", "authorName"),
    })
    .prepare(db.statement());
  const insertRun = db.insert(scheduleRuns).values(everyColumn(scheduleRuns)).prepare(db.statement());
  return {
    putSchedule: async (schedule) => void (await put.execute(fromSchedule(schedule))),
    insertScheduleRun: async (run) => void (await insertRun.execute(fromScheduleRun(run))),
  };
}
