import { configurations, flags, segments } from "@switchyard/migrations/postgres";
import { and, asc, eq, getTableColumns, ne, sql } from "drizzle-orm";
import type { Connection } from "./database.ts";

/** The rows that SDKs are served from, all of an environment's or some by their keys (a JSON list), in the order of keys. */
export function prepareServed(db: Connection) {
  const environmentId = sql.placeholder("environmentId");
  const projectId = sql.placeholder("projectId");
  const keys = sql`(select json_array_elements_text(${sql.placeholder("keys")}::json))`;

  // A flag whose configuration is gone is damaged, not absent: hence the left join.
  const flagRows = () =>
    db
      .select({ flag: flags, configuration: getTableColumns(configurations) })
      .from(flags)
      .leftJoin(
        configurations,
        and(eq(configurations.flagId, flags.id), eq(configurations.environmentId, environmentId)),
      )
      .orderBy(asc(flags.key));
  const segmentRows = () => db.select().from(segments).orderBy(asc(segments.key));

  const isServed = and(eq(flags.projectId, projectId), ne(flags.archived, 1));
  const inProject = eq(segments.projectId, projectId);
  return {
    flags: flagRows().where(isServed).prepare(db.statement()),
    someFlags: flagRows()
      .where(and(isServed, sql`${flags.key} in ${keys}`))
      .prepare(db.statement()),
    segments: segmentRows().where(inProject).prepare(db.statement()),
    someSegments: segmentRows()
      .where(and(inProject, sql`${segments.key} in ${keys}`))
      .prepare(db.statement()),
  };
}
