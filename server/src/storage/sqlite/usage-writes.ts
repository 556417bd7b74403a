import {
  evaluatedFlags,
  evaluationCounts,
  eventCounts,
  trackedEvents,
  unknownFlags,
} from "@switchyard/migrations/sqlite";
import { and, count, desc, eq, lt, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import { everyColumn } from "../columns.ts";
import type { Sync } from "../promised.ts";
import { type Counted, MAX_EVENTS, MAX_UNKNOWN_FLAGS, type UsageCounts } from "../usage.ts";
import type { Connection } from "./database.ts";

type UsageWrites = Sync<Pick<UsageCounts, "add" | "dismissUnknownFlag" | "prune">>;

/** Rows of each table that go at once. */
const PRUNED_AT_ONCE = 5_000;

const excluded = (column: SQLiteColumn) => sql`excluded.${sql.identifier(column.name)}`;
const added = (column: SQLiteColumn) => sql`min(${column} + ${excluded(column)}, ${Number.MAX_SAFE_INTEGER})`;
const latest = (column: SQLiteColumn) => sql`max(${column}, ${excluded(column)})`;

export function createUsageWrites(db: Connection): UsageWrites {
  const addEvaluations = db
    .insert(evaluationCounts)
    .values(everyColumn(evaluationCounts))
    .onConflictDoUpdate({
      target: [evaluationCounts.environmentId, evaluationCounts.flag, evaluationCounts.hour, evaluationCounts.variant],
      set: { count: added(evaluationCounts.count) },
    })
    .prepare();
  const noteEvaluated = db
    .insert(evaluatedFlags)
    .values(everyColumn(evaluatedFlags))
    .onConflictDoUpdate({
      target: [evaluatedFlags.environmentId, evaluatedFlags.flag],
      set: { evaluatedAt: latest(evaluatedFlags.evaluatedAt) },
    })
    .prepare();
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
    .prepare();
  const addEvents = db
    .insert(eventCounts)
    .values(everyColumn(eventCounts))
    .onConflictDoUpdate({
      target: [eventCounts.environmentId, eventCounts.event, eventCounts.hour],
      set: { count: added(eventCounts.count), sum: sql`${eventCounts.sum} + ${excluded(eventCounts.sum)}` },
    })
    .prepare();
  const noteTracked = db
    .update(trackedEvents)
    .set({ trackedAt: sql`max(${trackedEvents.trackedAt}, ${sql.placeholder("at")})` })
    .where(
      and(
        eq(trackedEvents.environmentId, sql.placeholder("environmentId")),
        eq(trackedEvents.event, sql.placeholder("event")),
      ),
    )
    .prepare();
  const countTracked = db
    .select({ count: count() })
    .from(trackedEvents)
    .where(eq(trackedEvents.environmentId, sql.placeholder("environmentId")))
    .prepare();
  const insertTracked = db.insert(trackedEvents).values(everyColumn(trackedEvents)).prepare();

  function isTracked({ environmentId, event, kind, at }: Counted["events"][number]): boolean {
    if (noteTracked.run({ environmentId, event, at }).changes > 0) return true;
    const names = countTracked.get({ environmentId })?.count ?? 0;
    if (names >= (kind === "server" ? MAX_EVENTS : MAX_EVENTS / 2)) return false;
    insertTracked.run({ environmentId, event, trackedAt: at });
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
    .prepare();
  const dismiss = db
    .update(unknownFlags)
    .set({ dismissed: 1 })
    .where(
      and(
        eq(unknownFlags.environmentId, sql.placeholder("environmentId")),
        eq(unknownFlags.flag, sql.placeholder("flag")),
      ),
    )
    .prepare();

  /** Which rows are forgotten, by the way that one of the table's indexes goes. */
  const pruning = <Table extends SQLiteTable>(table: Table, isOld: SQL | undefined) =>
    db
      .delete(table)
      .where(sql`rowid in ${db.select({ rowid: sql`rowid` }).from(table).where(isOld).limit(PRUNED_AT_ONCE)}`)
      .prepare();
  const ofEnvironment = (column: SQLiteColumn) => eq(column, sql.placeholder("environmentId"));
  const before = (column: SQLiteColumn) => lt(column, sql.placeholder("before"));
  const prunings = [
    pruning(evaluationCounts, and(ofEnvironment(evaluationCounts.environmentId), before(evaluationCounts.hour))),
    pruning(eventCounts, and(ofEnvironment(eventCounts.environmentId), before(eventCounts.hour))),
    pruning(trackedEvents, and(ofEnvironment(trackedEvents.environmentId), before(trackedEvents.trackedAt))),
    pruning(unknownFlags, and(ofEnvironment(unknownFlags.environmentId), before(unknownFlags.lastSeenAt))),
  ];

  return {
    add({ evaluations, unknown, events }) {
      for (const { at, ...row } of evaluations) {
        addEvaluations.run({ ...row, variant: row.variant ?? "" });
        noteEvaluated.run({ environmentId: row.environmentId, flag: row.flag, evaluatedAt: at });
      }
      for (const { at, app = null, ...row } of unknown) {
        addUnknown.run({ ...row, app, firstSeenAt: at, lastSeenAt: at, dismissed: 0 });
      }
      for (const row of events) {
        if (isTracked(row)) addEvents.run({ ...row });
      }
      const places = new Map(
        unknown.map(({ environmentId, kind }) => [`${kind} ${environmentId}`, { environmentId, kind }]),
      );
      for (const place of places.values()) forgetUnknown.run(place);
    },
    dismissUnknownFlag: (environmentId, flag) => dismiss.run({ environmentId, flag }).changes > 0,
    prune: (environmentId, moment) =>
      prunings
        .map((pruning) => pruning.run({ environmentId, before: moment }).changes)
        .every((n) => n < PRUNED_AT_ONCE),
  };
}
