import { index, pgTable, primaryKey, uniqueIndex } from "drizzle-orm/pg-core";
import { integer, text } from "./columns.ts";
import { projects } from "./projects.ts";

/** Proposed changes: operations that wait for somebody's approval. */
export const changeRequests = pgTable(
  "change_requests",
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
    scheduleId: text("schedule_id"),
    digest: text().notNull(),
    environmentIds: text("environment_ids").notNull(),
    applyWhenApproved: integer("apply_when_approved").notNull(),
    authorKind: text("author_kind").notNull(),
    authorId: text("author_id").notNull(),
    authorName: text("author_name").notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (table) => [
    uniqueIndex("change_requests_by_number").on(table.projectId, table.number),
    index("change_requests_by_state").on(table.projectId, table.state, table.number),
    index("change_requests_by_author").on(table.projectId, table.authorId, table.number),
  ],
);

/** What was said and done about them: appended to, never edited. */
export const requestEvents = pgTable(
  "request_events",
  {
    requestId: text("request_id")
      .notNull()
      .references(() => changeRequests.id),
    position: integer().notNull(),
    at: integer().notNull(),
    kind: text().notNull(),
    actorKind: text("actor_kind").notNull(),
    actorId: text("actor_id").notNull(),
    actorName: text("actor_name").notNull(),
    text: text(),
    digest: text(),
    environmentIds: text("environment_ids").notNull(),
  },
  (table) => [primaryKey({ name: "request_events_in_order", columns: [table.requestId, table.position] })],
);

/** Until when a person has seen what is new for them in a project. */
export const inboxSeen = pgTable(
  "inbox_seen",
  {
    projectId: text("project_id")
      .notNull()
      .references(() => projects.id),
    actorId: text("actor_id").notNull(),
    at: integer().notNull(),
  },
  (table) => [primaryKey({ name: "inbox_seen_by_actor", columns: [table.projectId, table.actorId] })],
);
