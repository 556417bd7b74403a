import { sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Single values of the whole database: `epoch`, `setupHash`. */
export const meta = sqliteTable("meta", {
  name: text().primaryKey(),
  value: text().notNull(),
});
