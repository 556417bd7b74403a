import { sql } from "drizzle-orm";
import { index, pgTable, primaryKey, uniqueIndex } from "drizzle-orm/pg-core";
import { integer, text } from "./columns.ts";
import { projects } from "./projects.ts";

export const users = pgTable(
  "users",
  {
    id: text().primaryKey(),
    email: text().notNull(),
    name: text().notNull(),
    /** Empty for who signs in elsewhere only. */
    passwordHash: text("password_hash").notNull(),
    createdAt: integer("created_at").notNull(),
    /** 1 for who may do everything everywhere. */
    owner: integer().notNull().default(0),
    /** JSON: roles in projects and environments. */
    roles: text().notNull().default("[]"),
    deactivatedAt: integer("deactivated_at"),
  },
  (table) => [uniqueIndex("users_by_email").on(sql`lower(${table.email})`)],
);

/** Signed-in browsers, by the SHA-256 of their cookie's token. */
export const sessions = pgTable(
  "sessions",
  {
    hash: text().primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
    lastSeenAt: integer("last_seen_at"),
    userAgent: text("user_agent").notNull().default(""),
    address: text().notNull().default(""),
  },
  (table) => [index("sessions_by_expiry").on(table.expiresAt), index("sessions_by_user").on(table.userId)],
);

/** Searches of the flags list that people have kept. */
export const savedViews = pgTable(
  "saved_views",
  {
    userId: text("user_id")
      .notNull()
      .references(() => users.id),
    projectId: text("project_id")
      .notNull()
      .references(() => projects.id),
    name: text().notNull(),
    search: text().notNull(),
  },
  (table) => [primaryKey({ name: "saved_views_by_name", columns: [table.userId, table.projectId, table.name] })],
);
