import { apiTokens, identities, invitations, sessions, users } from "@switchyard/migrations/postgres";
import { and, asc, desc, eq, getTableColumns, gt, isNull, ne, sql } from "drizzle-orm";
import type { QueryResult } from "pg";
import { assignments, everyColumn } from "../columns.ts";
import type { OnDamage } from "../damage.ts";
import type { PeopleReads, PeopleWrites } from "../people.ts";
import { createReader } from "../rows/decode.ts";
import {
  apiTokenRow,
  fromApiToken,
  fromIdentity,
  fromInvitation,
  fromNewApiToken,
  fromUser,
  invitationRow,
  userRow,
} from "../rows/people-rows.ts";
import { StorageError } from "../storage-error.ts";
import { type Connection, changed, first } from "./database.ts";

export function createPeopleReads(db: Connection, onDamage: OnDamage): PeopleReads {
  const userReader = createReader("users", userRow, onDamage);
  const tokenReader = createReader("api_tokens", apiTokenRow, onDamage);
  const invitationReader = createReader("invitations", invitationRow, onDamage);

  const everyone = db.select().from(users).orderBy(asc(users.name), asc(users.id)).prepare(db.statement());
  const byId = db
    .select()
    .from(users)
    .where(eq(users.id, sql.placeholder("id")))
    .prepare(db.statement());
  const byEmail = db
    .select()
    .from(users)
    .where(sql`lower(${users.email}) = lower(${sql.placeholder("email")})`)
    .prepare(db.statement());
  const byIdentity = db
    .select(getTableColumns(users))
    .from(identities)
    .innerJoin(users, eq(users.id, identities.userId))
    .where(and(eq(identities.issuer, sql.placeholder("issuer")), eq(identities.subject, sql.placeholder("subject"))))
    .prepare(db.statement());
  const allInvitations = db
    .select()
    .from(invitations)
    .orderBy(desc(invitations.createdAt), desc(invitations.id))
    .prepare(db.statement());
  const invitationByHash = db
    .select()
    .from(invitations)
    .where(and(eq(invitations.sha256, sql.placeholder("sha256")), gt(invitations.expiresAt, sql.placeholder("now"))))
    .prepare(db.statement());
  const listed = (of: typeof apiTokens.userId | typeof apiTokens.projectId) =>
    db
      .select()
      .from(apiTokens)
      .where(and(eq(of, sql.placeholder("id")), isNull(apiTokens.revokedAt)))
      .orderBy(desc(apiTokens.createdAt))
      .prepare(db.statement());
  const ofPerson = listed(apiTokens.userId);
  const ofProject = listed(apiTokens.projectId);
  const tokenById = db
    .select()
    .from(apiTokens)
    .where(eq(apiTokens.id, sql.placeholder("id")))
    .prepare(db.statement());

  return {
    people: async () => userReader.many(await everyone.execute()),
    person: async (id) => userReader.one(await first(byId.execute({ id }))),
    personByEmail: async (email) => userReader.one(await first(byEmail.execute({ email }))),
    personByIdentity: async (issuer, subject) => userReader.one(await first(byIdentity.execute({ issuer, subject }))),
    invitations: async () => invitationReader.many(await allInvitations.execute()),
    invitationByHash: async (sha256, now) =>
      invitationReader.one(await first(invitationByHash.execute({ sha256, now }))),
    tokensOf: async (id) => tokenReader.many(await ofPerson.execute({ id })),
    robots: async (id) => tokenReader.many(await ofProject.execute({ id })),
    apiToken: async (id) => tokenReader.one(await first(tokenById.execute({ id }))),
  };
}

export function createPeopleWrites(db: Connection): PeopleWrites {
  const insertUser = db.insert(users).values(everyColumn(users)).prepare(db.statement());
  const updateUser = db
    .update(users)
    .set(assignments(users, "id", "createdAt", "passwordHash"))
    .where(eq(users.id, sql.placeholder("id")))
    .prepare(db.statement());
  const setPassword = db
    .update(users)
    .set({ passwordHash: sql`${sql.placeholder("passwordHash")}` })
    .where(eq(users.id, sql.placeholder("id")))
    .prepare(db.statement());
  const endSessions = db
    .delete(sessions)
    .where(and(eq(sessions.userId, sql.placeholder("userId")), ne(sessions.hash, sql.placeholder("except"))))
    .prepare(db.statement());
  const insertInvitation = db.insert(invitations).values(everyColumn(invitations)).prepare(db.statement());
  const deleteInvitation = db
    .delete(invitations)
    .where(eq(invitations.id, sql.placeholder("id")))
    .prepare(db.statement());
  const insertIdentity = db.insert(identities).values(everyColumn(identities)).prepare(db.statement());
  const insertToken = db.insert(apiTokens).values(everyColumn(apiTokens)).prepare(db.statement());
  const fixed = ["id", "userId", "projectId", "createdAt", "createdBy", "lastUsedAt"] as const;
  const updateToken = db
    .update(apiTokens)
    .set(assignments(apiTokens, ...fixed, "hint", "sha256", "previousSha256", "previousUntil"))
    .where(eq(apiTokens.id, sql.placeholder("id")))
    .prepare(db.statement());
  const rotateToken = db
    .update(apiTokens)
    .set({ ...assignments(apiTokens, ...fixed), previousSha256: sql`${apiTokens.sha256}` })
    .where(eq(apiTokens.id, sql.placeholder("id")))
    .prepare(db.statement());

  return {
    insertPerson: async (user, passwordHash) => void (await insertUser.execute({ ...fromUser(user), passwordHash })),
    updatePerson: async (user) => mustExist(await updateUser.execute(fromUser(user)), "account", user.id),
    setPassword: async (id, passwordHash) => mustExist(await setPassword.execute({ id, passwordHash }), "account", id),
    endSessions: async (userId, except = "") => void (await endSessions.execute({ userId, except })),
    insertInvitation: async (invitation, sha256) =>
      void (await insertInvitation.execute(fromInvitation(invitation, sha256))),
    deleteInvitation: async (id) => changed(await deleteInvitation.execute({ id })),
    insertIdentity: async (identity) => void (await insertIdentity.execute(fromIdentity(identity))),
    insertApiToken: async (token, sha256) => void (await insertToken.execute(fromNewApiToken(token, sha256))),
    updateApiToken: async (token) => mustExist(await updateToken.execute(fromApiToken(token)), "API token", token.id),
    rotateApiToken: async (token, sha256) =>
      mustExist(await rotateToken.execute({ ...fromApiToken(token), sha256 }), "API token", token.id),
  };
}

function mustExist(result: QueryResult, what: string, id: string): void {
  if (!changed(result)) throw new StorageError("refused", `There is no ${what} with the id ${id}`);
}
