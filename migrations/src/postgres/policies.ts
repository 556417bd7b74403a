import { index, pgTable } from "drizzle-orm/pg-core";
import { integer, text } from "./columns.ts";
import { environments } from "./projects.ts";

/** What raising changes of an environment must pass. An environment without a row has no policy. */
export const policies = pgTable("policies", {
  environmentId: text("environment_id")
    .primaryKey()
    .references(() => environments.id),
  requireReason: integer("require_reason").notNull(),
  approvals: integer().notNull(),
  breakGlass: text("break_glass").notNull(),
  freezes: text().notNull(),
  updatedAt: integer("updated_at").notNull(),
});

/** What was pushed through a policy, for somebody else to look at. Open until it is closed. */
export const afterReviews = pgTable(
  "after_reviews",
  {
    id: text().primaryKey(),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id),
    actorKind: text("actor_kind").notNull(),
    actorId: text("actor_id").notNull(),
    actorName: text("actor_name").notNull(),
    reason: text().notNull(),
    /** What it was pushed through, and what it raised: JSON. */
    rules: text().notNull(),
    flags: text().notNull(),
    openedAt: integer("opened_at").notNull(),
    /** Who closed it, when, and what they say: JSON; null while it is open. */
    closed: text(),
  },
  (table) => [index("after_reviews_by_environment").on(table.environmentId, table.openedAt)],
);
