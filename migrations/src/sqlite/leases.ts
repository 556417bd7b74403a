import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Who does a piece of work that only one node may do, and until when. The fence counts the holders. */
export const leases = sqliteTable("leases", {
  name: text().primaryKey(),
  holder: text().notNull(),
  fence: integer().notNull(),
  expiresAt: integer("expires_at").notNull(),
});
