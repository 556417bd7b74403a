import { afterReviews, environments, policies } from "@switchyard/migrations/sqlite";
import { and, desc, eq, getTableColumns, isNotNull, isNull, lt, sql } from "drizzle-orm";
import { everyColumn, excluded } from "../columns.ts";
import type { OnDamage } from "../damage.ts";
import type { PolicyReads, PolicyWrites } from "../policies.ts";
import type { Sync } from "../promised.ts";
import { createReader } from "../rows/decode.ts";
import { afterReviewRow, fromAfterReview, fromPolicy, policyRow } from "../rows/policy-rows.ts";
import { StorageError } from "../storage-error.ts";
import type { Connection } from "./database.ts";

export function createPolicyReads(db: Connection, onDamage: OnDamage): Sync<PolicyReads> {
  const policyReader = createReader("policies", policyRow, onDamage);
  const reviewReader = createReader("after_reviews", afterReviewRow, onDamage);

  const byEnvironment = db
    .select()
    .from(policies)
    .where(eq(policies.environmentId, sql.placeholder("environmentId")))
    .prepare();
  const byId = db
    .select()
    .from(afterReviews)
    .where(eq(afterReviews.id, sql.placeholder("id")))
    .prepare();
  const listed = (state: "open" | "closed" | undefined) =>
    db
      .select(getTableColumns(afterReviews))
      .from(afterReviews)
      .innerJoin(environments, eq(environments.id, afterReviews.environmentId))
      .where(
        and(
          eq(environments.projectId, sql.placeholder("projectId")),
          lt(afterReviews.openedAt, sql.placeholder("before")),
          state && (state === "open" ? isNull(afterReviews.closed) : isNotNull(afterReviews.closed)),
        ),
      )
      .orderBy(desc(afterReviews.openedAt), desc(afterReviews.id))
      .limit(sql.placeholder("limit"))
      .prepare();
  const lists = { open: listed("open"), closed: listed("closed"), both: listed(undefined) };

  return {
    policy(environmentId) {
      const row = byEnvironment.get({ environmentId });
      return row && (policyReader.one(row) ?? "damaged");
    },
    afterReview: (id) => reviewReader.one(byId.get({ id })),
    afterReviews({ projectId, state, before = Number.MAX_SAFE_INTEGER, limit }) {
      const rows = lists[state ?? "both"].all({ projectId, before, limit });
      return reviewReader.many(rows);
    },
  };
}

export function createPolicyWrites(db: Connection): Sync<PolicyWrites> {
  const put = db
    .insert(policies)
    .values(everyColumn(policies))
    .onConflictDoUpdate({ target: policies.environmentId, set: excluded(policies, "environmentId") })
    .prepare();
  const insert = db.insert(afterReviews).values(everyColumn(afterReviews)).prepare();
  const close = db
    .update(afterReviews)
    .set({ closed: sql`${sql.placeholder("closed")}` })
    .where(and(eq(afterReviews.id, sql.placeholder("id")), isNull(afterReviews.closed)))
    .prepare();

  return {
    putPolicy: (policy) => void put.run(fromPolicy(policy)),
    insertAfterReview: (review) => void insert.run(fromAfterReview(review)),
    closeAfterReview(id, closed) {
      if (close.run({ id, closed: JSON.stringify(closed) }).changes === 0) {
        throw new StorageError("refused", `There is no open after-review with the id ${id}`);
      }
    },
  };
}
