import { apiTokens, keys, meta, savedViews, sessions, users } from "@switchyard/migrations/sqlite";
import { and, asc, count, eq, gt, isNull, lte, or, sql } from "drizzle-orm";
import { everyColumn, excluded } from "../columns.ts";
import type { OnDamage } from "../damage.ts";
import { lastSeenFirst } from "../last-seen-first.ts";
import type { Accounts } from "../port.ts";
import { promised, type Sync } from "../promised.ts";
import { createReader } from "../rows/decode.ts";
import { apiTokenRow, fromSession, sessionRow, userRow } from "../rows/people-rows.ts";
import { keyRow, savedViewRow } from "../rows/rows.ts";
import { TOUCH_EVERY_MS, touchRarely } from "../touch-rarely.ts";
import type { Connection } from "./database.ts";
import { createInboxSeen, createSetInboxSeen } from "./inbox-seen.ts";

type AccountReads = Pick<
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
type AccountWrites = Omit<Accounts, keyof AccountReads>;

type Call = (run: () => unknown) => Promise<unknown>;

/** Sign-in state: what is read comes from one connection, what is written goes through the other one's queue. */
export function createAccounts(
  reader: Connection,
  writer: Connection,
  { onDamage, read, write }: { onDamage: OnDamage; read: Call; write: Call },
): Accounts {
  const writes = promised<AccountWrites>(createAccountWrites(writer), write);
  return {
    ...promised<AccountReads>(createAccountReads(reader, onDamage), read),
    ...writes,
    touchKey: touchRarely(writes.touchKey),
    touchSession: touchRarely(writes.touchSession),
    touchToken: touchRarely(writes.touchToken),
  };
}

function createAccountReads(db: Connection, onDamage: OnDamage): Sync<AccountReads> {
  const userReader = createReader("users", userRow, onDamage);
  const sessionReader = createReader("sessions", sessionRow, onDamage);
  const tokenReader = createReader("api_tokens", apiTokenRow, onDamage);
  const keyReader = createReader("keys", keyRow, onDamage);

  const viewReader = createReader("saved_views", savedViewRow, onDamage);

  const countUsers = db.select({ count: count() }).from(users).prepare();
  const setupHash = db.select().from(meta).where(eq(meta.name, "setupHash")).prepare();
  const byEmail = db
    .select()
    .from(users)
    .where(sql`lower(${users.email}) = lower(${sql.placeholder("email")})`)
    .prepare();
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
    .prepare();
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
    .prepare();
  const sessionsOf = db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, sql.placeholder("userId")), gt(sessions.expiresAt, sql.placeholder("now"))))
    .prepare();
  const inForce = and(
    isNull(apiTokens.revokedAt),
    or(isNull(apiTokens.expiresAt), gt(apiTokens.expiresAt, sql.placeholder("now"))),
  );
  const tokenByHash = db
    .select()
    .from(apiTokens)
    .where(and(eq(apiTokens.sha256, sql.placeholder("sha256")), inForce))
    .prepare();
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
    .prepare();
  const viewsOf = db.select().from(savedViews).where(ofPersonInProject()).orderBy(asc(savedViews.name)).prepare();

  return {
    inboxSeen: createInboxSeen(db),
    countUsers: () => countUsers.get()?.count ?? 0,
    setupHash: () => setupHash.get()?.value,
    userByEmail(email) {
      const row = byEmail.get({ email });
      const user = userReader.one(row);
      return row && user && { user, passwordHash: row.passwordHash };
    },
    sessionUser: (hash, now) => userReader.one(bySession.get({ hash, now })?.user),
    keyByHash: (sha256, now = Date.now()) => keyReader.one(byHash.get({ sha256, now })),
    sessionsOf: (userId, now) => sessionReader.many(sessionsOf.all({ userId, now })).sort(lastSeenFirst),
    tokenByHash: (sha256, now) =>
      tokenReader.one(tokenByHash.get({ sha256, now }) ?? tokenByPrevious.get({ sha256, now })),
    savedViews: (userId, projectId) => viewReader.many(viewsOf.all({ userId, projectId })),
  };
}

function ofPersonInProject() {
  return and(eq(savedViews.userId, sql.placeholder("userId")), eq(savedViews.projectId, sql.placeholder("projectId")));
}

function createAccountWrites(db: Connection): Sync<AccountWrites> {
  const putSetupHash = db
    .insert(meta)
    .values({ name: "setupHash", value: sql.placeholder("hash") })
    .onConflictDoUpdate({ target: meta.name, set: { value: sql`excluded.value` } })
    .prepare();
  const insertSession = db.insert(sessions).values(everyColumn(sessions)).prepare();
  const deleteExpired = db
    .delete(sessions)
    .where(lte(sessions.expiresAt, sql.placeholder("now")))
    .prepare();
  const deleteSession = db
    .delete(sessions)
    .where(eq(sessions.hash, sql.placeholder("hash")))
    .prepare();
  const touchKey = db
    .update(keys)
    .set({ lastUsedAt: sql`${sql.placeholder("at")}` })
    .where(
      and(
        eq(keys.id, sql.placeholder("id")),
        or(isNull(keys.lastUsedAt), sql`abs(${keys.lastUsedAt} - ${sql.placeholder("at")}) >= ${TOUCH_EVERY_MS}`),
      ),
    )
    .prepare();
  const touchSession = db
    .update(sessions)
    .set({ lastSeenAt: sql`${sql.placeholder("at")}` })
    .where(eq(sessions.hash, sql.placeholder("hash")))
    .prepare();
  const deleteSessionOf = db
    .delete(sessions)
    .where(and(eq(sessions.hash, sql.placeholder("hash")), eq(sessions.userId, sql.placeholder("userId"))))
    .prepare();
  const touchToken = db
    .update(apiTokens)
    .set({ lastUsedAt: sql`${sql.placeholder("at")}` })
    .where(eq(apiTokens.id, sql.placeholder("id")))
    .prepare();
  const putView = db
    .insert(savedViews)
    .values(everyColumn(savedViews))
    .onConflictDoUpdate({
      target: [savedViews.userId, savedViews.projectId, savedViews.name],
      set: excluded(savedViews, "userId", "projectId", "name"),
    })
    .prepare();
  const deleteView = db
    .delete(savedViews)
    .where(and(ofPersonInProject(), eq(savedViews.name, sql.placeholder("name"))))
    .prepare();

  return {
    setInboxSeen: createSetInboxSeen(db),
    setSetupHash: (hash) => void putSetupHash.run({ hash }),
    insertSession(session) {
      deleteExpired.run({ now: session.createdAt });
      insertSession.run(fromSession(session));
    },
    deleteSession: (hash) => void deleteSession.run({ hash }),
    touchKey: (id, at) => void touchKey.run({ id, at }),
    touchSession: (hash, at) => void touchSession.run({ hash, at }),
    deleteSessionOf: (userId, hash) => void deleteSessionOf.run({ userId, hash }),
    touchToken: (id, at) => void touchToken.run({ id, at }),
    putSavedView: (view) => void putView.run({ ...view }),
    deleteSavedView: (userId, projectId, name) => void deleteView.run({ userId, projectId, name }),
  };
}
