import { guardReports, rolloutPoints, rolloutStates, rollouts } from "@switchyard/migrations/postgres";
import { and, asc, count, desc, eq, gt, sql } from "drizzle-orm";
import { everyColumn, excluded } from "../columns.ts";
import type { OnDamage } from "../damage.ts";
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
import { type Connection, first } from "./database.ts";
import { createGuardBrowsers } from "./guard-browsers.ts";
import { createLeases } from "./leases.ts";

const MAX_LISTED = 100;
const rolloutId = sql.placeholder("rolloutId");

export function createRolloutReads(db: Connection, onDamage: OnDamage): RolloutReads {
  const reader = createReader("rollouts", rolloutRow, onDamage);
  const byId = db
    .select()
    .from(rollouts)
    .where(eq(rollouts.id, sql.placeholder("id")))
    .prepare(db.statement());
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
      .prepare(db.statement());
  const ofEnvironment = listed(false);
  const ofFlag = listed(true);
  const open = db.select().from(rollouts).where(gt(rollouts.running, "")).prepare(db.statement());
  return {
    rollout: async (id) => reader.one(await first(byId.execute({ id }))),
    rollouts: async (environmentId, flagId) =>
      reader.many(
        flagId === undefined
          ? await ofEnvironment.execute({ environmentId })
          : await ofFlag.execute({ environmentId, flagId }),
      ),
    openRollouts: async () => reader.many(await open.execute()),
  };
}

export function createRolloutWrites(db: Connection): RolloutWrites {
  const put = db
    .insert(rollouts)
    .values(everyColumn(rollouts))
    .onConflictDoUpdate({
      target: rollouts.id,
      set: excluded(rollouts, "id", "environmentId", "flagId", "createdAt", "createdBy"),
    })
    .prepare(db.statement());
  return { putRollout: async (rollout) => void (await put.execute(fromRollout(rollout))) };
}

export type StoreReads = Pick<RolloutStore, "waitingReports" | "state" | "points">;
export type StoreWrites = Omit<RolloutStore, keyof StoreReads>;

export function createStoreReads(db: Connection, onDamage: OnDamage): StoreReads {
  const reports = createReader("guard_reports", waitingReportRow, onDamage);
  const states = createReader("rollout_states", stateRow, onDamage);
  const points = createReader("rollout_points", pointRow, onDamage);
  const waiting = db
    .select()
    .from(guardReports)
    .where(eq(guardReports.rolloutId, rolloutId))
    .orderBy(asc(guardReports.at))
    .limit(sql.placeholder("limit"))
    .prepare(db.statement());
  const state = db.select().from(rolloutStates).where(eq(rolloutStates.rolloutId, rolloutId)).prepare(db.statement());
  const since = db
    .select()
    .from(rolloutPoints)
    .where(and(eq(rolloutPoints.rolloutId, rolloutId), gt(rolloutPoints.at, sql.placeholder("since"))))
    .orderBy(asc(rolloutPoints.at))
    .prepare(db.statement());
  return {
    waitingReports: async (rolloutId, limit) => reports.many(await waiting.execute({ rolloutId, limit })),
    state: async (rolloutId) => states.one(await first(state.execute({ rolloutId })))?.state,
    points: async (rolloutId, after) => points.many(await since.execute({ rolloutId, since: after })),
  };
}

export function createStoreWrites(db: Connection): StoreWrites {
  const leases = createLeases(db);
  const browsers = createGuardBrowsers(db);
  const insertReport = db
    .insert(guardReports)
    .values(everyColumn(guardReports))
    .onConflictDoNothing()
    .prepare(db.statement());
  const countReports = db
    .select({ count: count() })
    .from(guardReports)
    .where(eq(guardReports.rolloutId, rolloutId))
    .prepare(db.statement());
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
    .prepare(db.statement());
  const putState = db
    .insert(rolloutStates)
    .values(everyColumn(rolloutStates))
    .onConflictDoUpdate({ target: rolloutStates.rolloutId, set: excluded(rolloutStates, "rolloutId") })
    .prepare(db.statement());
  const putPoint = db
    .insert(rolloutPoints)
    .values(everyColumn(rolloutPoints))
    .onConflictDoUpdate({
      target: [rolloutPoints.rolloutId, rolloutPoints.at],
      set: excluded(rolloutPoints, "rolloutId", "at"),
    })
    .prepare(db.statement());
  const countPoints = db
    .select({ count: count() })
    .from(rolloutPoints)
    .where(eq(rolloutPoints.rolloutId, rolloutId))
    .prepare(db.statement());
  const deleteReports = db.delete(guardReports).where(eq(guardReports.rolloutId, rolloutId)).prepare(db.statement());
  const deleteState = db.delete(rolloutStates).where(eq(rolloutStates.rolloutId, rolloutId)).prepare(db.statement());

  const addReports: StoreWrites["addReports"] = async (reports) => {
    const waiting = new Map<string, number>();
    let added = 0;
    for (const report of reports) {
      const { rolloutId } = report;
      const before = waiting.get(rolloutId) ?? (await first(countReports.execute({ rolloutId })))?.count ?? 0;
      const isRoom = before < MAX_WAITING_REPORTS;
      const changes = isRoom ? ((await insertReport.execute(fromReport(report))).rowCount ?? 0) : 0;
      waiting.set(rolloutId, before + changes);
      added += changes;
    }
    return added;
  };

  return {
    addReports,
    addBrowsers: async (reports, sumUp) => addReports(sumUp(await browsers.count(reports))),
    forgetBrowsers: (limits) => browsers.forget(limits),
    async checkpoint({ name, fence }, { rolloutId, state, at, taken, points }) {
      if ((await leases.fence(name)) !== fence) throw leaseLost(name);
      await putState.execute({ rolloutId, state: JSON.stringify(state), at });
      for (const { source, seq, report } of taken)
        await deleteReport.execute({ rolloutId, source, seq, stage: report.stage });
      if (points.length > 0 && ((await first(countPoints.execute({ rolloutId })))?.count ?? 0) < MAX_POINTS) {
        for (const { at, point } of points) await putPoint.execute({ rolloutId, at, point: JSON.stringify(point) });
      }
    },
    async forget(rolloutId) {
      await deleteReports.execute({ rolloutId });
      await deleteState.execute({ rolloutId });
    },
  };
}
