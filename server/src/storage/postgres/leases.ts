import { leases } from "@switchyard/migrations/postgres";
import { and, eq, sql } from "drizzle-orm";
import type { Lease } from "../lease.ts";
import { type Connection, first } from "./database.ts";

export function createLeases(db: Connection) {
  // The database's clock: those of the nodes may differ by hours.
  const now = sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`;
  const isHeld = sql`${leases.holder} = excluded.holder and ${leases.expiresAt} > ${now}`;
  const take = db
    .insert(leases)
    .values({
      name: sql.placeholder("name"),
      holder: sql.placeholder("holder"),
      fence: 1,
      expiresAt: sql`${now} + ${sql.placeholder("ttlMs")}::bigint`,
    })
    .onConflictDoUpdate({
      target: leases.name,
      set: {
        holder: sql`excluded.holder`,
        fence: sql`${leases.fence} + case when ${isHeld} then 0 else 1 end`,
        expiresAt: sql`excluded.expires_at`,
      },
      setWhere: sql`${leases.holder} = excluded.holder or ${leases.expiresAt} <= ${now}`,
    })
    .returning({ fence: leases.fence })
    .prepare(db.statement());
  // The row stays: its fence is what the next one's must be greater than.
  const end = db
    .update(leases)
    .set({ expiresAt: 0 })
    .where(and(eq(leases.name, sql.placeholder("name")), eq(leases.fence, sql.placeholder("fence"))))
    .prepare(db.statement());
  const current = db
    .select({ fence: leases.fence })
    .from(leases)
    .where(eq(leases.name, sql.placeholder("name")))
    // Nobody takes it before the step that relies on it is committed.
    .for("share")
    .prepare(db.statement());

  return {
    async take(name: string, holder: string, ttlMs: number): Promise<number | undefined> {
      return (await first(take.execute({ name, holder, ttlMs })))?.fence;
    },
    end: async (lease: Lease) => void (await end.execute({ ...lease })),
    fence: async (name: string) => (await first(current.execute({ name })))?.fence,
  };
}
