import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { users } from "./accounts.ts";
import { projects } from "./projects.ts";

/** Tokens for programs: a person's own, or a robot's. Of the token itself only a SHA-256 is kept. */
export const apiTokens = sqliteTable(
  "api_tokens",
  {
    id: text().primaryKey(),
    /** Whose it is; null for a robot's. */
    userId: text("user_id").references(() => users.id),
    /** Where a robot belongs; null for a person's. */
    projectId: text("project_id").references(() => projects.id),
    name: text().notNull(),
    hint: text().notNull(),
    sha256: text().notNull().unique("api_tokens_by_sha256"),
    /** JSON: a robot's roles. */
    roles: text().notNull(),
    /** A person's token can be less than the person. */
    atMost: text("at_most"),
    createdAt: integer("created_at").notNull(),
    createdBy: text("created_by").notNull(),
    /** JSON: ids of who was ever shown a robot's secret; null where nobody wrote it down. */
    heldBy: text("held_by"),
    expiresAt: integer("expires_at"),
    lastUsedAt: integer("last_used_at"),
    revokedAt: integer("revoked_at"),
    /** What it was before it was rotated, and until when that is still taken. */
    previousSha256: text("previous_sha256").unique("api_tokens_by_previous_sha256"),
    previousUntil: integer("previous_until"),
  },
  (table) => [
    index("api_tokens_by_user").on(table.userId, table.createdAt),
    index("api_tokens_by_project").on(table.projectId, table.createdAt),
  ],
);

/** Links that let people in who have no account yet, or no role here. */
export const invitations = sqliteTable("invitations", {
  id: text().primaryKey(),
  /** SHA-256 of the link's token. */
  sha256: text().notNull().unique("invitations_by_sha256"),
  email: text().notNull(),
  owner: integer().notNull(),
  /** JSON: the roles that come with it. */
  roles: text().notNull(),
  createdAt: integer("created_at").notNull(),
  createdBy: text("created_by").notNull(),
  expiresAt: integer("expires_at").notNull(),
});

/** What OpenID providers call people. */
export const identities = sqliteTable(
  "identities",
  {
    issuer: text().notNull(),
    subject: text().notNull(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [
    primaryKey({ name: "identities_by_subject", columns: [table.issuer, table.subject] }),
    index("identities_by_user").on(table.userId),
  ],
);
