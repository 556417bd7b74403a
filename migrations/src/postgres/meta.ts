import { pgTable } from "drizzle-orm/pg-core";
import { text } from "./columns.ts";

/** Single values of the whole database: `epoch`, `setupHash`, `oldestTables`. */
export const meta = pgTable("meta", {
  name: text().primaryKey(),
  value: text().notNull(),
});
