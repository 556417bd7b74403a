import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { environments } from "./projects.ts";

/** SDK keys. Of the key itself only a SHA-256 is kept. */
export const keys = sqliteTable(
  "keys",
  {
    id: text().primaryKey(),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id),
    kind: text().notNull(),
    name: text().notNull(),
    hint: text().notNull(),
    sha256: text().notNull().unique("keys_by_sha256"),
    origins: text().notNull(),
    /** 1 for client keys that take contexts only as their application's backend signed them. */
    signedContext: integer("signed_context").notNull().default(0),
    createdAt: integer("created_at").notNull(),
    createdBy: text("created_by").notNull(),
    lastUsedAt: integer("last_used_at"),
    revokedAt: integer("revoked_at"),
    expiresAt: integer("expires_at"),
  },
  (table) => [index("keys_by_environment").on(table.environmentId, table.createdAt)],
);
