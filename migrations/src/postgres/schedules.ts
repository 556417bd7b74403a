import { isNotNull, sql } from "drizzle-orm";
import { index, pgTable, primaryKey, uniqueIndex } from "drizzle-orm/pg-core";
import { integer, text } from "./columns.ts";
import { projects } from "./projects.ts";

/** Operations that are done at a time, once or again and again. */
export const schedules = pgTable(
  "schedules",
  {
    id: text().primaryKey(),
    projectId: text("project_id")
      .notNull()
      .references(() => projects.id),
    number: integer().notNull(),
    state: text().notNull(),
    title: text().notNull(),
    reason: text(),
    operations: text().notNull(),
    cron: text(),
    timeZone: text("time_zone").notNull(),
    /** When it is due next; nothing is due without it. */
    nextAt: integer("next_at"),
    missed: text().notNull(),
    graceMs: integer("grace_ms").notNull(),
    /** Why what is due isn't done yet. */
    held: text(),
    requestId: text("request_id"),
    /** The change log's last row when it was made. */
    madeAfter: integer("made_after").notNull().default(0),
    authorKind: text("author_kind").notNull(),
    authorId: text("author_id").notNull(),
    authorName: text("author_name").notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (table) => [
    uniqueIndex("schedules_by_number").on(table.projectId, table.number),
    index("schedules_by_due_time").on(table.nextAt).where(isNotNull(table.nextAt)),
  ],
);

/** What came of each time that a schedule was due. One row a due time: it can't be done twice. */
export const scheduleRuns = pgTable(
  "schedule_runs",
  {
    scheduleId: text("schedule_id")
      .notNull()
      .references(() => schedules.id),
    dueAt: integer("due_at").notNull(),
    at: integer().notNull(),
    outcome: text().notNull(),
    message: text().notNull(),
  },
  (table) => [
    primaryKey({ name: "schedule_runs_by_due_time", columns: [table.scheduleId, table.dueAt] }),
    index("schedule_runs_in_time").on(table.dueAt, table.scheduleId),
    // Few: what somebody must look at.
    index("schedule_runs_failed").on(table.at, table.dueAt).where(sql`outcome in ('failed', 'missed')`),
  ],
);
