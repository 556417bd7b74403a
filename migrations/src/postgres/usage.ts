import { doublePrecision, index, pgTable, primaryKey } from "drizzle-orm/pg-core";
import { integer, text } from "./columns.ts";
import { environments } from "./projects.ts";

// What SDKs report, added up. Not project data, so not in the change log. Flags are named by their keys, as SDKs name them.

const environmentId = () =>
  text("environment_id")
    .notNull()
    .references(() => environments.id);

/** Evaluations by the hour. The variant is empty where the caller's default was given. */
export const evaluationCounts = pgTable(
  "evaluation_counts",
  {
    environmentId: environmentId(),
    flag: text().notNull(),
    /** When it begins. */
    hour: integer().notNull(),
    variant: text().notNull(),
    count: integer().notNull(),
  },
  (table) => [
    primaryKey({
      name: "evaluation_counts_by_flag",
      columns: [table.environmentId, table.flag, table.hour, table.variant],
    }),
    index("evaluation_counts_by_hour").on(table.environmentId, table.hour),
  ],
);

/** When a flag was evaluated last: stays when its hours are gone. */
export const evaluatedFlags = pgTable(
  "evaluated_flags",
  { environmentId: environmentId(), flag: text().notNull(), evaluatedAt: integer("evaluated_at").notNull() },
  (table) => [primaryKey({ name: "evaluated_flags_by_flag", columns: [table.environmentId, table.flag] })],
);

/** Keys that SDKs ask for and that no flag of theirs has. */
export const unknownFlags = pgTable(
  "unknown_flags",
  {
    environmentId: environmentId(),
    flag: text().notNull(),
    kind: text().notNull(),
    count: integer().notNull(),
    firstSeenAt: integer("first_seen_at").notNull(),
    lastSeenAt: integer("last_seen_at").notNull(),
    app: text(),
    dismissed: integer().notNull(),
  },
  (table) => [
    primaryKey({ name: "unknown_flags_by_flag", columns: [table.environmentId, table.flag, table.kind] }),
    index("unknown_flags_by_age").on(table.environmentId, table.kind, table.lastSeenAt),
  ],
);

/** What applications tracked, by the hour. */
export const eventCounts = pgTable(
  "event_counts",
  {
    environmentId: environmentId(),
    event: text().notNull(),
    hour: integer().notNull(),
    count: integer().notNull(),
    sum: doublePrecision().notNull(),
  },
  (table) => [
    primaryKey({ name: "event_counts_by_event", columns: [table.environmentId, table.event, table.hour] }),
    index("event_counts_by_hour").on(table.environmentId, table.hour),
  ],
);

/** The names of events, and when each came last. */
export const trackedEvents = pgTable(
  "tracked_events",
  { environmentId: environmentId(), event: text().notNull(), trackedAt: integer("tracked_at").notNull() },
  (table) => [primaryKey({ name: "tracked_events_by_event", columns: [table.environmentId, table.event] })],
);
