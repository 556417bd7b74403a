import { index, pgTable, primaryKey, uniqueIndex } from "drizzle-orm/pg-core";
import { integer, text } from "./columns.ts";
import { environments, projects } from "./projects.ts";

export const flags = pgTable(
  "flags",
  {
    id: text().primaryKey(),
    projectId: text("project_id")
      .notNull()
      .references(() => projects.id),
    key: text().notNull(),
    name: text().notNull(),
    description: text().notNull(),
    type: text().notNull(),
    variants: text().notNull(),
    tags: text().notNull(),
    owner: text().notNull(),
    lifetime: text().notNull(),
    clientSide: integer("client_side").notNull(),
    salt: text().notNull(),
    archived: integer().notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [uniqueIndex("flags_by_key").on(table.projectId, table.key)],
);

export const configurations = pgTable(
  "configurations",
  {
    flagId: text("flag_id")
      .notNull()
      .references(() => flags.id),
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id),
    enabled: integer().notNull(),
    offVariant: text("off_variant").notNull(),
    prerequisites: text().notNull(),
    targets: text().notNull(),
    rules: text().notNull(),
    fallthrough: text().notNull(),
    killed: text(),
    guard: text(),
    version: integer().notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (table) => [
    primaryKey({ name: "configurations_by_flag", columns: [table.flagId, table.environmentId] }),
    index("configurations_by_environment").on(table.environmentId),
  ],
);
