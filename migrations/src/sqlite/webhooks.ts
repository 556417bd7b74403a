import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { projects } from "./projects.ts";

/** Where changes of a project are told. Their secrets are not here: they follow from the server's. */
export const webhooks = sqliteTable(
  "webhooks",
  {
    id: text().primaryKey(),
    projectId: text("project_id")
      .notNull()
      .references(() => projects.id),
    name: text().notNull(),
    url: text().notNull(),
    format: text().notNull(),
    /** Ids of environments; none of them means all. */
    environments: text().notNull(),
    /** What is told; none of them means everything. */
    actions: text().notNull(),
    /** Between two checkpoints; 0 sends none. */
    checkpointHours: integer("checkpoint_hours").notNull(),
    /** Counts the secrets it has had. */
    generation: integer().notNull(),
    rotatedAt: integer("rotated_at"),
    enabled: integer().notNull(),
    /** Why the server disabled it. */
    disabledReason: text("disabled_reason"),
    /** Only changes after this one are told. */
    since: integer().notNull(),
    createdAt: integer("created_at").notNull(),
    createdBy: text("created_by").notNull(),
    // How sending goes. No edit of the webhook touches these.
    failures: integer().notNull().default(0),
    failingSince: integer("failing_since"),
    pausedUntil: integer("paused_until").notNull().default(0),
    deliveredAt: integer("delivered_at"),
    checkpointAt: integer("checkpoint_at"),
    checkpointChange: integer("checkpoint_change").notNull().default(0),
  },
  (table) => [index("webhooks_by_project").on(table.projectId, table.createdAt)],
);

/** What is to be sent, and what became of it. The newest are kept. */
export const webhookDeliveries = sqliteTable(
  "webhook_deliveries",
  {
    /** The message's id: the same each time that it is sent. */
    id: text().primaryKey(),
    webhookId: text("webhook_id")
      .notNull()
      .references(() => webhooks.id),
    kind: text().notNull(),
    /** What it tells of: the message is made of the change log's row. */
    changeId: integer("change_id"),
    state: text().notNull(),
    attempts: integer().notNull(),
    nextAt: integer("next_at").notNull(),
    createdAt: integer("created_at").notNull(),
    finishedAt: integer("finished_at"),
    status: integer(),
    error: text(),
    excerpt: text(),
    durationMs: integer("duration_ms"),
  },
  (table) => [
    index("webhook_deliveries_due").on(table.webhookId, table.state, table.nextAt),
    index("webhook_deliveries_by_time").on(table.webhookId, table.createdAt),
  ],
);

/** How far the change log is told. One row. */
export const webhookCursor = sqliteTable("webhook_cursor", {
  name: text().primaryKey(),
  changeId: integer("change_id").notNull(),
});
