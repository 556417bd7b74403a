import type BetterSqlite3 from "better-sqlite3";
import type { BetterSQLite3Database } from "drizzle-orm/better-sqlite3";

/** One connection: drizzle for the statements, the driver itself for transactions and pragmas. */
export type Connection = BetterSQLite3Database & { $client: BetterSqlite3.Database };
