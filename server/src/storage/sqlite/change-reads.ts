import { changes, environmentVersions } from "@switchyard/migrations/sqlite";
import { and, asc, desc, eq, gt, inArray, lt, sql } from "drizzle-orm";
import { unionAll } from "drizzle-orm/sqlite-core";
import type { OnDamage } from "../damage.ts";
import type { ChangeFilter, Reads } from "../port.ts";
import type { Sync } from "../promised.ts";
import { createReader } from "../rows/decode.ts";
import { changeRow } from "../rows/rows.ts";
import type { Connection } from "./database.ts";

const MAX_PAGE = 200;

export function createChangeReads(
  db: Connection,
  onDamage: OnDamage,
): Sync<Pick<Reads, "changes" | "changeById" | "changeLog">> {
  const reader = createReader("changes", changeRow, onDamage);
  const byId = db
    .select()
    .from(changes)
    .where(eq(changes.id, sql.placeholder("id")))
    .prepare();
  const after = db
    .select()
    .from(changes)
    .where(gt(changes.id, sql.placeholder("after")))
    .orderBy(asc(changes.id))
    .limit(sql.placeholder("limit"))
    .prepare();

  return {
    changes: (filter) => reader.many(page(db, { ...filter, limit: clamp(filter.limit) })),
    changeById: (id) => reader.one(byId.get({ id })),
    changeLog: (afterId, limit) => reader.many(after.all({ after: afterId, limit: clamp(limit) })),
  };
}

const clamp = (limit: number) => Math.min(Math.max(Math.trunc(limit) || 1, 1), MAX_PAGE);

function page(db: Connection, filter: ChangeFilter) {
  const { projectId, environmentId, flag, segment, action, actorId, after, limit } = filter;
  const before = filter.before ?? Number.MAX_SAFE_INTEGER;
  const conditions = [eq(changes.projectId, projectId), lt(changes.id, before)];
  if (after !== undefined) conditions.push(gt(changes.id, after));
  if (flag !== undefined) conditions.push(eq(changes.flag, flag));
  if (segment !== undefined) conditions.push(eq(changes.segment, segment));
  if (action !== undefined) conditions.push(eq(changes.action, action));
  if (actorId !== undefined) conditions.push(eq(changes.actorId, actorId));
  if (environmentId !== undefined) {
    const isNarrow = [flag, segment, action, actorId].some((one) => one !== undefined);
    conditions.push(
      isNarrow ? concerns(db, environmentId) : inArray(changes.id, newest(db, environmentId, before, limit)),
    );
  }
  return db
    .select()
    .from(changes)
    .where(and(...conditions))
    .orderBy(desc(changes.id))
    .limit(limit)
    .all();
}

/** Of this environment alone, or raised its version. For the changes that another index leads to. */
function concerns(db: Connection, environmentId: string) {
  const raised = db
    .select({ one: sql`1` })
    .from(environmentVersions)
    .where(and(eq(environmentVersions.environmentId, environmentId), eq(environmentVersions.changeId, changes.id)));
  return sql`(${changes.environmentId} = ${environmentId} or exists ${raised})`;
}

/** The same for the whole project: two short walks down an index each, instead of a search of the whole log. */
function newest(db: Connection, environmentId: string, before: number, limit: number) {
  const alone = db
    .select({ id: changes.id })
    .from(changes)
    .where(and(eq(changes.environmentId, environmentId), lt(changes.id, before)))
    .orderBy(desc(changes.id))
    .limit(limit)
    .as("alone");
  const raised = db
    .select({ id: environmentVersions.changeId })
    .from(environmentVersions)
    .where(and(eq(environmentVersions.environmentId, environmentId), lt(environmentVersions.changeId, before)))
    .orderBy(desc(environmentVersions.changeId))
    .limit(limit)
    .as("raised");
  return unionAll(db.select({ id: alone.id }).from(alone), db.select({ id: raised.id }).from(raised));
}
