import { integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

// Times are milliseconds since 1970, truth values 0 or 1, and JSON is plain text: whoever reads a row parses it
// with care, since a driver that parses by itself throws the whole list away for one damaged row.

export const projects = sqliteTable("projects", {
  id: text().primaryKey(),
  key: text().notNull().unique("projects_by_key"),
  name: text().notNull(),
  createdAt: integer("created_at").notNull(),
});

export const environments = sqliteTable(
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
