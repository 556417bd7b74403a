import { randomUUID } from "node:crypto";
import type { Have } from "@switchyard/core";
import { environments, meta } from "@switchyard/migrations/postgres";
import { and, eq, exists, lt, sql } from "drizzle-orm";
import { type Connection, changed } from "./database.ts";

/** One statement, so that what it is decided by holds when it is written. */
export function createRenewEpoch(db: Connection): (environmentId: string, have: Have) => Promise<boolean> {
  const isAhead = db
    .select({ id: environments.id })
    .from(environments)
    .where(
      and(eq(environments.id, sql.placeholder("environmentId")), lt(environments.version, sql.placeholder("version"))),
    );
  const renew = db
    .update(meta)
    .set({ value: sql`${sql.placeholder("renewed")}` })
    .where(and(eq(meta.name, "epoch"), eq(meta.value, sql.placeholder("epoch")), exists(isAhead)))
    .prepare(db.statement());
  return async (environmentId, { epoch, version }) =>
    changed(await renew.execute({ environmentId, epoch, version, renewed: randomUUID() }));
}
