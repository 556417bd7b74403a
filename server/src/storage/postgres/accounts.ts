import { apiTokens, keys, meta, savedViews, sessions, users } from "@switchyard/migrations/postgres";
import { and, asc, count, eq, gt, isNull, lte, or, sql } from "drizzle-orm";
import { everyColumn, excluded } from "../columns.ts";
import type { OnDamage } from "../damage.ts";
import { lastSeenFirst } from "../last-seen-first.ts";
import type { Accounts } from "../port.ts";
import { createReader } from "../rows/decode.ts";
import { apiTokenRow, fromSession, sessionRow, userRow } from "../rows/people-rows.ts";
import { keyRow, savedViewRow } from "../rows/rows.ts";
import { TOUCH_EVERY_MS } from "../touch-rarely.ts";
import { type Connection, first } from "./database.ts";
import { createInboxSeen, createSetInboxSeen } from "./inbox-seen.ts";

export type AccountReads = Pick<
  Accounts,
  | "countUsers"
  | "setupHash"
  | "userByEmail"
  | "sessionUser"
  | "sessionsOf"
  | "keyByHash"
  | "tokenByHash"
  | "savedViews"
  | "inboxSeen"
>;
export type AccountWrites = Omit<Accounts, keyof AccountReads>;

export function createAccountReads(db: Connection, onDamage: OnDamage): AccountReads {
  const userReader = createReader("users", userRow, onDamage);
  const sessionReader = createReader("sessions", sessionRow, onDamage);
  const tokenReader = createReader("api_tokens", apiTokenRow, onDamage);
  const keyReader = createReader("keys", keyRow, onDamage);

  const viewReader = createReader("saved_views", savedViewRow, onDamage);

  const countUsers = db.select({ count: count() }).from(users).prepare(db.statement());
  const setupHash = db.select().from(meta).where(eq(meta.name, "setupHash")).prepare(db.statement());
  const byEmail = db
    .select()
    .from(users)
    .where(sql`lower(${users.email}) = lower(${sql.placeholder("email")})`)
    .prepare(db.statement());
  const bySession = db
    .select({ user: users })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(
        eq(sessions.hash, sql.placeholder("hash")),
        gt(sessions.expiresAt, sql.placeholder("now")),
        isNull(users.deactivatedAt),
      ),
    )
    .prepare(db.statement());
  const byHash = db
    .select()
    .from(keys)
    .where(
      and(
        eq(keys.sha256, sql.placeholder("sha256")),
        isNull(keys.revokedAt),
        or(isNull(keys.expiresAt), gt(keys.expiresAt, sql.placeholder("now"))),
      ),
    )
    .prepare(db.statement());
  const sessionsOf = db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, sql.placeholder("userId")), gt(sessions.expiresAt, sql.placeholder("now"))))
    .prepare(db.statement());
  const inForce = and(
    isNull(apiTokens.revokedAt),
    or(isNull(apiTokens.expiresAt), gt(apiTokens.expiresAt, sql.placeholder("now"))),
  );
  const tokenByHash = db
    .select()
    .from(apiTokens)
    .where(and(eq(apiTokens.sha256, sql.placeholder("sha256")), inForce))
    .prepare(db.statement());
  const tokenByPrevious = db
    .select()
    .from(apiTokens)
    .where(
      and(
        eq(apiTokens.previousSha256, sql.placeholder("sha256")),
        gt(apiTokens.previousUntil, sql.placeholder("now")),
        inForce,
      ),
    )
    .prepare(db.statement());
  const viewsOf = db
    .select()
    .from(savedViews)
    .where(ofPersonInProject())
    .orderBy(asc(savedViews.name))
    .prepare(db.statement());

  return {
    inboxSeen: createInboxSeen(db),
    countUsers: async () => (await first(countUsers.execute()))?.count ?? 0,
    setupHash: async () => (await first(setupHash.execute()))?.value,
    async userByEmail(email) {
      const row = await first(byEmail.execute({ email }));
      const user = userReader.one(row);
      return row && user && { user, passwordHash: row.passwordHash };
    },
    sessionUser: async (hash, now) => userReader.one((await first(bySession.execute({ hash, now })))?.user),
    keyByHash: async (sha256, now = Date.now()) => keyReader.one(await first(byHash.execute({ sha256, now }))),
    sessionsOf: async (userId, now) =>
      sessionReader.many(await sessionsOf.execute({ userId, now })).sort(lastSeenFirst),
    tokenByHash: async (sha256, now) =>
      tokenReader.one(
        (await first(tokenByHash.execute({ sha256, now }))) ?? (await first(tokenByPrevious.execute({ sha256, now }))),
      ),
    savedViews: async (userId, projectId) => viewReader.many(await viewsOf.execute({ userId, projectId })),
  };
}

function ofPersonInProject() {
  return and(eq(savedViews.userId, sql.placeholder("userId")), eq(savedViews.projectId, sql.placeholder("projectId")));
}

export function createAccountWrites(db: Connection): AccountWrites {
  const putSetupHash = db
    .insert(meta)
    .values({ name: "setupHash", value: sql.placeholder("hash") })
    .onConflictDoUpdate({ target: meta.name, set: { value: sql`excluded.value` } })
    .prepare(db.statement());
  const insertSession = db.insert(sessions).values(everyColumn(sessions)).prepare(db.statement());
  const deleteExpired = db
    .delete(sessions)
    .where(lte(sessions.expiresAt, sql.placeholder("now")))
    .prepare(db.statement());
  const deleteSession = db
    .delete(sessions)
    .where(eq(sessions.hash, sql.placeholder("hash")))
    .prepare(db.statement());
  const touchKey = db
    .update(keys)
    .set({ lastUsedAt: sql`${sql.placeholder("at")}` })
    .where(
      and(
        eq(keys.id, sql.placeholder("id")),
        or(isNull(keys.lastUsedAt), sql`abs(${keys.lastUsedAt} - ${sql.placeholder("at")}) >= ${TOUCH_EVERY_MS}`),
      ),
    )
    .prepare(db.statement());
  const touchSession = db
    .update(sessions)
    .set({ lastSeenAt: sql`${sql.placeholder("at")}` })
    .where(eq(sessions.hash, sql.placeholder("hash")))
    .prepare(db.statement());
  const deleteSessionOf = db
    .delete(sessions)
    .where(and(eq(sessions.hash, sql.placeholder("hash")), eq(sessions.userId, sql.placeholder("userId"))))
    .prepare(db.statement());
  const touchToken = db
    .update(apiTokens)
    .set({ lastUsedAt: sql`${sql.placeholder("at")}` })
    .where(eq(apiTokens.id, sql.placeholder("id")))
    .prepare(db.statement());
  const putView = db
    .insert(savedViews)
    .values(everyColumn(savedViews))
    .onConflictDoUpdate({
      target: [savedViews.userId, savedViews.projectId, savedViews.name],
      set: excluded(savedViews, "userId", "projectId", "name"),
    })
    .prepare(db.statement());
  const deleteView = db
    .delete(savedViews)
    .where(and(ofPersonInProject(), eq(savedViews.name, sql.placeholder("name"))))
    .prepare(db.statement());

  return {
    setInboxSeen: createSetInboxSeen(db),
    setSetupHash: async (hash) => void (await putSetupHash.execute({ hash })),
    async insertSession(session) {
      await deleteExpired.execute({ now: session.createdAt });
      await insertSession.execute(fromSession(session));
    },
    deleteSession: async (hash) => void (await deleteSession.execute({ hash })),
    touchKey: async (id, at) => void (await touchKey.execute({ id, at })),
    touchSession: async (hash, at) => void (await touchSession.execute({ hash, at })),
    deleteSessionOf: async (userId, hash) => void (await deleteSessionOf.execute({ userId, hash })),
    touchToken: async (id, at) => void (await touchToken.execute({ id, at })),
    putSavedView: async (view) => void (await putView.execute({ ...view })),
    deleteSavedView: async (userId, projectId, name) => void (await deleteView.execute({ userId, projectId, name })),
  };
}
