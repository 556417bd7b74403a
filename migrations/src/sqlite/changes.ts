import { isNotNull } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { environments } from "./projects.ts";

/**
 * The change log: appended to, never edited. No foreign keys, since the past outlives what it speaks of.
 * Each history page (of a project, an environment, a flag, a segment, an action, a person) is one walk down one index.
 */
export const changes = sqliteTable(
  "changes",
  {
    id: integer().primaryKey(),
    at: integer().notNull(),
    action: text().notNull(),
    actorKind: text("actor_kind").notNull(),
    actorId: text("actor_id").notNull(),
    actorName: text("actor_name").notNull(),
    reason: text(),
    projectId: text("project_id"),
    environmentId: text("environment_id"),
    flag: text(),
    segment: text(),
    before: text().notNull(),
    after: text().notNull(),
    versions: text().notNull(),
    previousHash: text("previous_hash").notNull(),
    hash: text().notNull(),
  },
  (table) => [
    index("changes_by_project").on(table.projectId, table.id),
    // Partial: a change that has no segment, as most, doesn't write a page of the index of segments.
    index("changes_by_environment").on(table.environmentId, table.id).where(isNotNull(table.environmentId)),
    index("changes_by_flag").on(table.projectId, table.flag, table.id).where(isNotNull(table.flag)),
    index("changes_by_segment").on(table.projectId, table.segment, table.id).where(isNotNull(table.segment)),
    index("changes_by_action").on(table.projectId, table.action, table.id),
    index("changes_by_actor").on(table.projectId, table.actorId, table.id),
  ],
);

/** What each version of an environment touched: the source of deltas. */
export const environmentVersions = sqliteTable(
  "environment_versions",
  {
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id),
    version: integer().notNull(),
    changeId: integer("change_id")
      .notNull()
      .references(() => changes.id),
    flags: text().notNull(),
    segments: text().notNull(),
  },
  (table) => [
    primaryKey({ name: "environment_versions_by_version", columns: [table.environmentId, table.version] }),
    uniqueIndex("environment_versions_by_change").on(table.environmentId, table.changeId),
  ],
);
