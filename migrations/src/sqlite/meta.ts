import { sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Single values of the whole database: `epoch`, `setupHash`, `oldestTables`. */
export const meta = sqliteTable("meta", {
  name: text().primaryKey(),
  value: text().notNull(),
});
