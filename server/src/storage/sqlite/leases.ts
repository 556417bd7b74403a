import { leases } from "@switchyard/migrations/sqlite";
import { and, eq, sql } from "drizzle-orm";
import type { Lease } from "../lease.ts";
import type { Connection } from "./database.ts";

export function createLeases(db: Connection) {
  const now = sql.placeholder("now");
  const isHeld = sql`${leases.holder} = excluded.holder and ${leases.expiresAt} > ${now}`;
  const take = db
    .insert(leases)
    .values({
      name: sql.placeholder("name"),
      holder: sql.placeholder("holder"),
      fence: 1,
      expiresAt: sql.placeholder("expiresAt"),
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
    .prepare();
  // The row stays: its fence is what the next one's must be greater than.
  const end = db
    .update(leases)
    .set({ expiresAt: 0 })
    .where(and(eq(leases.name, sql.placeholder("name")), eq(leases.fence, sql.placeholder("fence"))))
    .prepare();
  const current = db
    .select({ fence: leases.fence })
    .from(leases)
    .where(eq(leases.name, sql.placeholder("name")))
    .prepare();

  return {
    take(name: string, holder: string, ttlMs: number): number | undefined {
      const now = Date.now();
      return take.get({ name, holder, now, expiresAt: now + ttlMs })?.fence;
    },
    end: (lease: Lease) => void end.run({ ...lease }),
    fence: (name: string) => current.get({ name })?.fence,
  };
}
