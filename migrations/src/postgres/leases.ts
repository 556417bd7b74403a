import { pgTable } from "drizzle-orm/pg-core";
import { integer, text } from "./columns.ts";

/** Who does a piece of work that only one node may do, and until when. The fence counts the holders. */
export const leases = pgTable("leases", {
  name: text().primaryKey(),
  holder: text().notNull(),
  fence: integer().notNull(),
  expiresAt: integer("expires_at").notNull(),
});
