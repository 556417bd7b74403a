import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { environments } from "./projects.ts";

/** Secret addresses that lower one flag in one environment. Of the secret only a SHA-256 is kept. */
export const triggers = sqliteTable(
  "triggers",
  {
    id: text().primaryKey(),
    projectId: text("project_id").notNull(),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id),
    flag: text().notNull(),
    name: text().notNull(),
    /** Where it steps back to, in percent; without it, it kills. */
    percentage: text(),
    hint: text().notNull(),
    sha256: text().notNull().unique("triggers_by_sha256"),
    createdAt: integer("created_at").notNull(),
    createdBy: text("created_by").notNull(),
    lastUsedAt: integer("last_used_at"),
    /** What called it last, such as an alert's name. */
    lastAlert: text("last_alert"),
    revokedAt: integer("revoked_at"),
  },
  (table) => [index("triggers_by_flag").on(table.environmentId, table.flag, table.createdAt)],
);
