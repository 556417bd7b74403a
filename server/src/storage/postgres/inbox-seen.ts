import { inboxSeen } from "@switchyard/migrations/postgres";
import { and, eq, sql } from "drizzle-orm";
import { everyColumn, excluded } from "../columns.ts";
import { type Connection, first } from "./database.ts";

/** Until when somebody has seen what is new for them: nobody else's business, and so beside the change log. */
export function createInboxSeen(db: Connection) {
  const seen = db
    .select({ at: inboxSeen.at })
    .from(inboxSeen)
    .where(
      and(eq(inboxSeen.projectId, sql.placeholder("projectId")), eq(inboxSeen.actorId, sql.placeholder("actorId"))),
    )
    .prepare(db.statement());
  return async (projectId: string, actorId: string): Promise<number> =>
    (await first(seen.execute({ projectId, actorId })))?.at ?? 0;
}

export function createSetInboxSeen(db: Connection) {
  const put = db
    .insert(inboxSeen)
    .values(everyColumn(inboxSeen))
    .onConflictDoUpdate({
      target: [inboxSeen.projectId, inboxSeen.actorId],
      set: excluded(inboxSeen, "projectId", "actorId"),
    })
    .prepare(db.statement());
  return async (projectId: string, actorId: string, at: number): Promise<void> =>
    void (await put.execute({ projectId, actorId, at }));
}
