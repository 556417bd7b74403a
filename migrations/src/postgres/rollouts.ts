import { index, pgTable, primaryKey, uniqueIndex } from "drizzle-orm/pg-core";
import { integer, text } from "./columns.ts";
import { flags } from "./flags.ts";
import { environments } from "./projects.ts";

export const rollouts = pgTable(
  "rollouts",
  {
    id: text().primaryKey(),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id),
    flagId: text("flag_id")
      .notNull()
      .references(() => flags.id),
    running: text(),
    status: text().notNull(),
    plan: text().notNull(),
    progress: text().notNull(),
    createdAt: integer("created_at").notNull(),
    createdBy: text("created_by").notNull(),
  },
  (table) => [
    uniqueIndex("rollouts_running").on(table.running),
    index("rollouts_by_flag").on(table.environmentId, table.flagId, table.createdAt),
    index("rollouts_by_environment").on(table.environmentId, table.createdAt),
  ],
);

const rolloutId = () =>
  text("rollout_id")
    .notNull()
    .references(() => rollouts.id);

export const guardReports = pgTable(
  "guard_reports",
  {
    rolloutId: rolloutId(),
    source: text().notNull(),
    seq: integer().notNull(),
    stage: integer().notNull(),
    at: integer().notNull(),
    report: text().notNull(),
  },
  (table) => [
    primaryKey({ name: "guard_reports_by_source", columns: [table.rolloutId, table.source, table.seq, table.stage] }),
    index("guard_reports_by_time").on(table.rolloutId, table.at),
  ],
);

export const guardBrowsers = pgTable(
  "guard_browsers",
  {
    rolloutId: text("rollout_id").notNull(),
    browser: text().notNull(),
    seq: integer().notNull(),
    before: integer().notNull(),
    seenAt: integer("seen_at").notNull(),
  },
  (table) => [
    primaryKey({ name: "guard_browsers_by_id", columns: [table.rolloutId, table.browser] }),
    index("guard_browsers_by_time").on(table.seenAt),
  ],
);

export const rolloutStates = pgTable("rollout_states", {
  rolloutId: rolloutId().primaryKey(),
  state: text().notNull(),
  at: integer().notNull(),
});

export const rolloutPoints = pgTable(
  "rollout_points",
  { rolloutId: rolloutId(), at: integer().notNull(), point: text().notNull() },
  (table) => [primaryKey({ name: "rollout_points_by_time", columns: [table.rolloutId, table.at] })],
);
