import { guardReports, rolloutPoints, rolloutStates, rollouts } from "@switchyard/migrations/sqlite";
import { and, asc, count, desc, eq, gt, sql } from "drizzle-orm";
import { everyColumn, excluded } from "../columns.ts";
import type { OnDamage } from "../damage.ts";
import type { Sync } from "../promised.ts";
import {
  MAX_POINTS,
  MAX_WAITING_REPORTS,
  type RolloutReads,
  type RolloutStore,
  type RolloutWrites,
} from "../rollouts.ts";
import { createReader } from "../rows/decode.ts";
import { fromReport, fromRollout, pointRow, rolloutRow, stateRow, waitingReportRow } from "../rows/rollout-rows.ts";
import { leaseLost } from "../storage-error.ts";
import type { Connection } from "./database.ts";
import { createGuardBrowsers } from "./guard-browsers.ts";
import { createLeases } from "./leases.ts";

const MAX_LISTED = 100;
const rolloutId = sql.placeholder("rolloutId");

export function createRolloutReads(db: Connection, onDamage: OnDamage): Sync<RolloutReads> {
  const reader = createReader("rollouts", rolloutRow, onDamage);
  const byId = db
    .select()
    .from(rollouts)
    .where(eq(rollouts.id, sql.placeholder("id")))
    .prepare();
  const listed = (ofFlag: boolean) =>
    db
      .select()
      .from(rollouts)
      .where(
        and(
          eq(rollouts.environmentId, sql.placeholder("environmentId")),
          ofFlag ? eq(rollouts.flagId, sql.placeholder("flagId")) : undefined,
        ),
      )
      .orderBy(desc(rollouts.createdAt))
      .limit(MAX_LISTED)
      .prepare();
  const ofEnvironment = listed(false);
  const ofFlag = listed(true);
  const open = db.select().from(rollouts).where(gt(rollouts.running, "")).prepare();
  return {
    rollout: (id) => reader.one(byId.get({ id })),
    rollouts: (environmentId, flagId) =>
      reader.many(flagId === undefined ? ofEnvironment.all({ environmentId }) : ofFlag.all({ environmentId, flagId })),
    openRollouts: () => reader.many(open.all()),
  };
}

export function createRolloutWrites(db: Connection): Sync<RolloutWrites> {
  const put = db
    .insert(rollouts)
    .values(everyColumn(rollouts))
    .onConflictDoUpdate({
      target: rollouts.id,
      set: excluded(rollouts, "id", "environmentId", "flagId", "createdAt", "createdBy"),
    })
    .prepare();
  return { putRollout: (rollout) => void put.run(fromRollout(rollout)) };
}

export type StoreReads = Pick<RolloutStore, "waitingReports" | "state" | "points">;
export type StoreWrites = Omit<RolloutStore, keyof StoreReads>;

export function createStoreReads(db: Connection, onDamage: OnDamage): Sync<StoreReads> {
  const reports = createReader("guard_reports", waitingReportRow, onDamage);
  const states = createReader("rollout_states", stateRow, onDamage);
  const points = createReader("rollout_points", pointRow, onDamage);
  const waiting = db
    .select()
    .from(guardReports)
    .where(eq(guardReports.rolloutId, rolloutId))
    .orderBy(asc(guardReports.at))
    .limit(sql.placeholder("limit"))
    .prepare();
  const state = db.select().from(rolloutStates).where(eq(rolloutStates.rolloutId, rolloutId)).prepare();
  const since = db
    .select()
    .from(rolloutPoints)
    .where(and(eq(rolloutPoints.rolloutId, rolloutId), gt(rolloutPoints.at, sql.placeholder("since"))))
    .orderBy(asc(rolloutPoints.at))
    .prepare();
  return {
    waitingReports: (rolloutId, limit) => reports.many(waiting.all({ rolloutId, limit })),
    state: (rolloutId) => states.one(state.get({ rolloutId }))?.state,
    points: (rolloutId, after) => points.many(since.all({ rolloutId, since: after })),
  };
}

export function createStoreWrites(db: Connection): Sync<StoreWrites> {
  const leases = createLeases(db);
  const browsers = createGuardBrowsers(db);
  const insertReport = db.insert(guardReports).values(everyColumn(guardReports)).onConflictDoNothing().prepare();
  const countReports = db
    .select({ count: count() })
    .from(guardReports)
    .where(eq(guardReports.rolloutId, rolloutId))
    .prepare();
  const deleteReport = db
    .delete(guardReports)
    .where(
      and(
        eq(guardReports.rolloutId, rolloutId),
        eq(guardReports.source, sql.placeholder("source")),
        eq(guardReports.seq, sql.placeholder("seq")),
        eq(guardReports.stage, sql.placeholder("stage")),
      ),
    )
    .prepare();
  const putState = db
    .insert(rolloutStates)
    .values(everyColumn(rolloutStates))
    .onConflictDoUpdate({ target: rolloutStates.rolloutId, set: excluded(rolloutStates, "rolloutId") })
    .prepare();
  const putPoint = db
    .insert(rolloutPoints)
    .values(everyColumn(rolloutPoints))
    .onConflictDoUpdate({
      target: [rolloutPoints.rolloutId, rolloutPoints.at],
      set: excluded(rolloutPoints, "rolloutId", "at"),
    })
    .prepare();
  const countPoints = db
    .select({ count: count() })
    .from(rolloutPoints)
    .where(eq(rolloutPoints.rolloutId, rolloutId))
    .prepare();
  const deleteReports = db.delete(guardReports).where(eq(guardReports.rolloutId, rolloutId)).prepare();
  const deleteState = db.delete(rolloutStates).where(eq(rolloutStates.rolloutId, rolloutId)).prepare();

  const addReports: Sync<StoreWrites>["addReports"] = (reports) => {
    const waiting = new Map<string, number>();
    let added = 0;
    for (const report of reports) {
      const { rolloutId } = report;
      const before = waiting.get(rolloutId) ?? countReports.get({ rolloutId })?.count ?? 0;
      const isRoom = before < MAX_WAITING_REPORTS;
      const changes = isRoom ? insertReport.run(fromReport(report)).changes : 0;
      waiting.set(rolloutId, before + changes);
      added += changes;
    }
    return added;
  };

  return {
    addReports,
    addBrowsers: (reports, sumUp) => addReports(sumUp(browsers.count(reports))),
    forgetBrowsers: (limits) => browsers.forget(limits),
    checkpoint({ name, fence }, { rolloutId, state, at, taken, points }) {
      if (leases.fence(name) !== fence) throw leaseLost(name);
      putState.run({ rolloutId, state: JSON.stringify(state), at });
      for (const { source, seq, report } of taken) deleteReport.run({ rolloutId, source, seq, stage: report.stage });
      if (points.length > 0 && (countPoints.get({ rolloutId })?.count ?? 0) < MAX_POINTS) {
        for (const { at, point } of points) putPoint.run({ rolloutId, at, point: JSON.stringify(point) });
      }
    },
    forget(rolloutId) {
      deleteReports.run({ rolloutId });
      deleteState.run({ rolloutId });
    },
  };
}
