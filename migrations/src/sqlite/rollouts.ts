import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { flags } from "./flags.ts";
import { environments } from "./projects.ts";

/** Guarded rollouts. `running` names flag and environment while one holds them, so that there is one at most. */
export const rollouts = sqliteTable(
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

/** What SDKs counted, until whoever judges the rollout has taken it. A report that comes again is there already. */
export const guardReports = sqliteTable(
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

/**
 * Which of a browser's reports were counted lately: the highest, and a bit for each of those before it. Whichever node hears one again
 * finds it here. Nothing refers to it, and old rows are deleted.
 */
export const guardBrowsers = sqliteTable(
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

/** All that the engine knew when it last wrote it down. */
export const rolloutStates = sqliteTable("rollout_states", {
  rolloutId: rolloutId().primaryKey(),
  state: text().notNull(),
  at: integer().notNull(),
});

/** What the charts show. */
export const rolloutPoints = sqliteTable(
  "rollout_points",
  { rolloutId: rolloutId(), at: integer().notNull(), point: text().notNull() },
  (table) => [primaryKey({ name: "rollout_points_by_time", columns: [table.rolloutId, table.at] })],
);
