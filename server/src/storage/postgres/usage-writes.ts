import {
  evaluatedFlags,
  evaluationCounts,
  eventCounts,
  trackedEvents,
  unknownFlags,
} from "@switchyard/migrations/postgres";
import { and, count, desc, eq, lt, type SQL, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import { everyColumn } from "../columns.ts";
import { type Counted, MAX_EVENTS, MAX_UNKNOWN_FLAGS, type UsageCounts } from "../usage.ts";
import { type Connection, changed, first } from "./database.ts";

export type UsageWrites = Pick<UsageCounts, "add" | "dismissUnknownFlag" | "prune">;

/** Rows of each table that go at once. */
const PRUNED_AT_ONCE = 5_000;

const excluded = (column: PgColumn) => sql`excluded.${sql.identifier(column.name)}`;
const added = (column: PgColumn) => sql`least(${column} + ${excluded(column)}, ${Number.MAX_SAFE_INTEGER})`;
const latest = (column: PgColumn) => sql`greatest(${column}, ${excluded(column)})`;

export function createUsageWrites(db: Connection): UsageWrites {
  const addEvaluations = db
    .insert(evaluationCounts)
    .values(everyColumn(evaluationCounts))
    .onConflictDoUpdate({
      target: [evaluationCounts.environmentId, evaluationCounts.flag, evaluationCounts.hour, evaluationCounts.variant],
      set: { count: added(evaluationCounts.count) },
    })
    .prepare(db.statement());
  const noteEvaluated = db
    .insert(evaluatedFlags)
    .values(everyColumn(evaluatedFlags))
    .onConflictDoUpdate({
      target: [evaluatedFlags.environmentId, evaluatedFlags.flag],
      set: { evaluatedAt: latest(evaluatedFlags.evaluatedAt) },
    })
    .prepare(db.statement());
  const addUnknown = db
    .insert(unknownFlags)
    .values(everyColumn(unknownFlags))
    .onConflictDoUpdate({
      target: [unknownFlags.environmentId, unknownFlags.flag, unknownFlags.kind],
      set: {
        count: added(unknownFlags.count),
        lastSeenAt: latest(unknownFlags.lastSeenAt),
        app: sql`coalesce(${excluded(unknownFlags.app)}, ${unknownFlags.app})`,
      },
    })
    .prepare(db.statement());
  const addEvents = db
    .insert(eventCounts)
    .values(everyColumn(eventCounts))
    .onConflictDoUpdate({
      target: [eventCounts.environmentId, eventCounts.event, eventCounts.hour],
      set: { count: added(eventCounts.count), sum: sql`${eventCounts.sum} + ${excluded(eventCounts.sum)}` },
    })
    .prepare(db.statement());
  const noteTracked = db
    .update(trackedEvents)
    .set({ trackedAt: sql`greatest(${trackedEvents.trackedAt}, ${sql.placeholder("at")})` })
    .where(
      and(
        eq(trackedEvents.environmentId, sql.placeholder("environmentId")),
        eq(trackedEvents.event, sql.placeholder("event")),
      ),
    )
    .prepare(db.statement());
  const countTracked = db
    .select({ count: count() })
    .from(trackedEvents)
    .where(eq(trackedEvents.environmentId, sql.placeholder("environmentId")))
    .prepare(db.statement());
  const insertTracked = db.insert(trackedEvents).values(everyColumn(trackedEvents)).prepare(db.statement());

  async function isTracked({ environmentId, event, kind, at }: Counted["events"][number]): Promise<boolean> {
    if (changed(await noteTracked.execute({ environmentId, event, at }))) return true;
    const names = (await first(countTracked.execute({ environmentId })))?.count ?? 0;
    if (names >= (kind === "server" ? MAX_EVENTS : MAX_EVENTS / 2)) return false;
    await insertTracked.execute({ environmentId, event, trackedAt: at });
    return true;
  }

  const ofKind = and(
    eq(unknownFlags.environmentId, sql.placeholder("environmentId")),
    eq(unknownFlags.kind, sql.placeholder("kind")),
  );
  const oldestKept = db
    .select({ lastSeenAt: unknownFlags.lastSeenAt })
    .from(unknownFlags)
    .where(ofKind)
    .orderBy(desc(unknownFlags.lastSeenAt))
    .limit(1)
    .offset(MAX_UNKNOWN_FLAGS - 1);
  const forgetUnknown = db
    .delete(unknownFlags)
    .where(and(ofKind, lt(unknownFlags.lastSeenAt, sql`(${oldestKept})`)))
    .prepare(db.statement());
  const dismiss = db
    .update(unknownFlags)
    .set({ dismissed: 1 })
    .where(
      and(
        eq(unknownFlags.environmentId, sql.placeholder("environmentId")),
        eq(unknownFlags.flag, sql.placeholder("flag")),
      ),
    )
    .prepare(db.statement());

  /** Which rows are forgotten, by the way that one of the table's indexes goes. */
  const pruning = <Table extends PgTable>(table: Table, isOld: SQL | undefined) =>
    db
      .delete(table)
      .where(
        sql`ctid = any(array(${sql`select ctid from ${table} where ${isOld} limit ${sql.raw(String(PRUNED_AT_ONCE))}`}))`,
      )
      .prepare(db.statement());
  const ofEnvironment = (column: PgColumn) => eq(column, sql.placeholder("environmentId"));
  const before = (column: PgColumn) => lt(column, sql.placeholder("before"));
  const prunings = [
    pruning(evaluationCounts, and(ofEnvironment(evaluationCounts.environmentId), before(evaluationCounts.hour))),
    pruning(eventCounts, and(ofEnvironment(eventCounts.environmentId), before(eventCounts.hour))),
    pruning(trackedEvents, and(ofEnvironment(trackedEvents.environmentId), before(trackedEvents.trackedAt))),
    pruning(unknownFlags, and(ofEnvironment(unknownFlags.environmentId), before(unknownFlags.lastSeenAt))),
  ];

  return {
    async add({ evaluations, unknown, events }) {
      for (const { at, ...row } of evaluations) {
        await addEvaluations.execute({ ...row, variant: row.variant ?? "" });
        await noteEvaluated.execute({ environmentId: row.environmentId, flag: row.flag, evaluatedAt: at });
      }
      for (const { at, app = null, ...row } of unknown) {
        await addUnknown.execute({ ...row, app, firstSeenAt: at, lastSeenAt: at, dismissed: 0 });
      }
      for (const row of events) {
        if (await isTracked(row)) await addEvents.execute({ ...row });
      }
      const places = new Map(
        unknown.map(({ environmentId, kind }) => [`${kind} ${environmentId}`, { environmentId, kind }]),
      );
      for (const place of places.values()) await forgetUnknown.execute(place);
    },
    dismissUnknownFlag: async (environmentId, flag) => changed(await dismiss.execute({ environmentId, flag })),
    async prune(environmentId, moment) {
      let done = true;
      for (const pruning of prunings) {
        const { rowCount } = await pruning.execute({ environmentId, before: moment });
        done &&= Number(rowCount) < PRUNED_AT_ONCE;
      }
      return done;
    },
  };
}
