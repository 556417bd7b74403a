import { pgTable, uniqueIndex } from "drizzle-orm/pg-core";
import { integer, text } from "./columns.ts";
import { projects } from "./projects.ts";

export const segments = pgTable(
  "segments",
  {
    id: text().primaryKey(),
    projectId: text("project_id")
      .notNull()
      .references(() => projects.id),
    key: text().notNull(),
    name: text().notNull(),
    rules: text().notNull(),
    includedKeys: text("included_keys").notNull(),
    excludedKeys: text("excluded_keys").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [uniqueIndex("segments_by_key").on(table.projectId, table.key)],
);
