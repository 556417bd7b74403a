import { pgTable, uniqueIndex } from "drizzle-orm/pg-core";
import { integer, text } from "./columns.ts";

export const projects = pgTable("projects", {
  id: text().primaryKey(),
  key: text().notNull().unique("projects_by_key"),
  name: text().notNull(),
  createdAt: integer("created_at").notNull(),
});

export const environments = pgTable(
  "environments",
  {
    id: text().primaryKey(),
    projectId: text("project_id")
      .notNull()
      .references(() => projects.id),
    key: text().notNull(),
    name: text().notNull(),
    protected: integer().notNull(),
    version: integer().notNull(),
    /** The order in which they were made, which is the order in which people see them. */
    position: integer().notNull(),
  },
  (table) => [uniqueIndex("environments_by_key").on(table.projectId, table.key)],
);
