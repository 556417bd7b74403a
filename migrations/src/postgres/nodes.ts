import { pgTable, primaryKey } from "drizzle-orm/pg-core";
import { integer, text } from "./columns.ts";

// What nodes that share a database tell each other. On PostgreSQL only, and in no backup: it is of the moment.

/** A server process that uses this database. */
export const nodes = pgTable("nodes", {
  id: text().primaryKey(),
  /** When it was last heard of, by the database's clock. */
  seenAt: integer("seen_at").notNull(),
});

/** What a node knows of an environment's SDKs, as JSON. */
export const presence = pgTable(
  "presence",
  {
    nodeId: text("node_id")
      .notNull()
      .references(() => nodes.id, { onDelete: "cascade" }),
    environmentId: text("environment_id").notNull(),
    /** By the database's clock: ages in the summary count back from here. */
    toldAt: integer("told_at").notNull(),
    summary: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.environmentId, table.nodeId] })],
);

/** Which reports of an SDK instance were counted, on whatever node. */
export const reporters = pgTable("reporters", {
  id: text().primaryKey(),
  /** The highest that was counted. */
  seq: integer().notNull(),
  /** Bit n: the report n + 1 before it was counted, too. */
  before: integer().notNull(),
  /** The attempt that wrote this last, which may not know that it succeeded. */
  attempt: text().notNull(),
  seenAt: integer("seen_at").notNull(),
});

/** When somebody tried something of which only so much is allowed, on whatever node. */
export const attempts = pgTable("attempts", {
  /** A hash of who and what. */
  caller: text().primaryKey(),
  /** By the database's clock, the oldest first. */
  times: integer().array().notNull(),
  /** The last of them. */
  seenAt: integer("seen_at").notNull(),
});
