import { afterReviews, environments, policies } from "@switchyard/migrations/postgres";
import { and, desc, eq, getTableColumns, isNotNull, isNull, lt, sql } from "drizzle-orm";
import { everyColumn, excluded } from "../columns.ts";
import type { OnDamage } from "../damage.ts";
import type { PolicyReads, PolicyWrites } from "../policies.ts";
import { createReader } from "../rows/decode.ts";
import { afterReviewRow, fromAfterReview, fromPolicy, policyRow } from "../rows/policy-rows.ts";
import { StorageError } from "../storage-error.ts";
import { type Connection, changed, first } from "./database.ts";

export function createPolicyReads(db: Connection, onDamage: OnDamage): PolicyReads {
  const policyReader = createReader("policies", policyRow, onDamage);
  const reviewReader = createReader("after_reviews", afterReviewRow, onDamage);

  const byEnvironment = db
    .select()
    .from(policies)
    .where(eq(policies.environmentId, sql.placeholder("environmentId")))
    .prepare(db.statement());
  const byId = db
    .select()
    .from(afterReviews)
    .where(eq(afterReviews.id, sql.placeholder("id")))
    .prepare(db.statement());
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
      .prepare(db.statement());
  const lists = { open: listed("open"), closed: listed("closed"), both: listed(undefined) };

  return {
    async policy(environmentId) {
      const row = await first(byEnvironment.execute({ environmentId }));
      return row && (policyReader.one(row) ?? "damaged");
    },
    afterReview: async (id) => reviewReader.one(await first(byId.execute({ id }))),
    async afterReviews({ projectId, state, before = Number.MAX_SAFE_INTEGER, limit }) {
      const rows = await lists[state ?? "both"].execute({ projectId, before, limit });
      return reviewReader.many(rows);
    },
  };
}

export function createPolicyWrites(db: Connection): PolicyWrites {
  const put = db
    .insert(policies)
    .values(everyColumn(policies))
    .onConflictDoUpdate({ target: policies.environmentId, set: excluded(policies, "environmentId") })
    .prepare(db.statement());
  const insert = db.insert(afterReviews).values(everyColumn(afterReviews)).prepare(db.statement());
  const close = db
    .update(afterReviews)
    .set({ closed: sql`${sql.placeholder("closed")}` })
    .where(and(eq(afterReviews.id, sql.placeholder("id")), isNull(afterReviews.closed)))
    .prepare(db.statement());

  return {
    putPolicy: async (policy) => void (await put.execute(fromPolicy(policy))),
    insertAfterReview: async (review) => void (await insert.execute(fromAfterReview(review))),
    async closeAfterReview(id, closed) {
      if (!changed(await close.execute({ id, closed: JSON.stringify(closed) }))) {
        throw new StorageError("refused", `There is no open after-review with the id ${id}`);
      }
    },
  };
}
