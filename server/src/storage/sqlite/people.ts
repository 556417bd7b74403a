import { apiTokens, identities, invitations, sessions, users } from "@switchyard/migrations/sqlite";
import { and, asc, desc, eq, getTableColumns, gt, isNull, ne, sql } from "drizzle-orm";
import { assignments, everyColumn } from "../columns.ts";
import type { OnDamage } from "../damage.ts";
import type { PeopleReads, PeopleWrites } from "../people.ts";
import type { Sync } from "../promised.ts";
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
import type { Connection } from "./database.ts";

export function createPeopleReads(db: Connection, onDamage: OnDamage): Sync<PeopleReads> {
  const userReader = createReader("users", userRow, onDamage);
  const tokenReader = createReader("api_tokens", apiTokenRow, onDamage);
  const invitationReader = createReader("invitations", invitationRow, onDamage);

  const everyone = db.select().from(users).orderBy(asc(users.name), asc(users.id)).prepare();
  const byId = db
    .select()
    .from(users)
    .where(eq(users.id, sql.placeholder("id")))
    .prepare();
  const byEmail = db
    .select()
    .from(users)
    .where(sql`lower(${users.email}) = lower(${sql.placeholder("email")})`)
    .prepare();
  const byIdentity = db
    .select(getTableColumns(users))
    .from(identities)
    .innerJoin(users, eq(users.id, identities.userId))
    .where(and(eq(identities.issuer, sql.placeholder("issuer")), eq(identities.subject, sql.placeholder("subject"))))
    .prepare();
  const allInvitations = db
    .select()
    .from(invitations)
    .orderBy(desc(invitations.createdAt), desc(invitations.id))
    .prepare();
  const invitationByHash = db
    .select()
    .from(invitations)
    .where(and(eq(invitations.sha256, sql.placeholder("sha256")), gt(invitations.expiresAt, sql.placeholder("now"))))
    .prepare();
  const listed = (of: typeof apiTokens.userId | typeof apiTokens.projectId) =>
    db
      .select()
      .from(apiTokens)
      .where(and(eq(of, sql.placeholder("id")), isNull(apiTokens.revokedAt)))
      .orderBy(desc(apiTokens.createdAt))
      .prepare();
  const ofPerson = listed(apiTokens.userId);
  const ofProject = listed(apiTokens.projectId);
  const tokenById = db
    .select()
    .from(apiTokens)
    .where(eq(apiTokens.id, sql.placeholder("id")))
    .prepare();

  return {
    people: () => userReader.many(everyone.all()),
    person: (id) => userReader.one(byId.get({ id })),
    personByEmail: (email) => userReader.one(byEmail.get({ email })),
    personByIdentity: (issuer, subject) => userReader.one(byIdentity.get({ issuer, subject })),
    invitations: () => invitationReader.many(allInvitations.all()),
    invitationByHash: (sha256, now) => invitationReader.one(invitationByHash.get({ sha256, now })),
    tokensOf: (id) => tokenReader.many(ofPerson.all({ id })),
    robots: (id) => tokenReader.many(ofProject.all({ id })),
    apiToken: (id) => tokenReader.one(tokenById.get({ id })),
  };
}

export function createPeopleWrites(db: Connection): Sync<PeopleWrites> {
  const insertUser = db.insert(users).values(everyColumn(users)).prepare();
  const updateUser = db
    .update(users)
    .set(assignments(users, "id", "createdAt", "passwordHash"))
    .where(eq(users.id, sql.placeholder("id")))
    .prepare();
  const setPassword = db
    .update(users)
    .set({ passwordHash: sql`${sql.placeholder("passwordHash")}` })
    .where(eq(users.id, sql.placeholder("id")))
    .prepare();
  const endSessions = db
    .delete(sessions)
    .where(and(eq(sessions.userId, sql.placeholder("userId")), ne(sessions.hash, sql.placeholder("except"))))
    .prepare();
  const insertInvitation = db.insert(invitations).values(everyColumn(invitations)).prepare();
  const deleteInvitation = db
    .delete(invitations)
    .where(eq(invitations.id, sql.placeholder("id")))
    .prepare();
  const insertIdentity = db.insert(identities).values(everyColumn(identities)).prepare();
  const insertToken = db.insert(apiTokens).values(everyColumn(apiTokens)).prepare();
  const fixed = ["id", "userId", "projectId", "createdAt", "createdBy", "lastUsedAt"] as const;
  const updateToken = db
    .update(apiTokens)
    .set(assignments(apiTokens, ...fixed, "hint", "sha256", "previousSha256", "previousUntil"))
    .where(eq(apiTokens.id, sql.placeholder("id")))
    .prepare();
  const rotateToken = db
    .update(apiTokens)
    .set({ ...assignments(apiTokens, ...fixed), previousSha256: sql`${apiTokens.sha256}` })
    .where(eq(apiTokens.id, sql.placeholder("id")))
    .prepare();

  return {
    insertPerson: (user, passwordHash) => void insertUser.run({ ...fromUser(user), passwordHash }),
    updatePerson: (user) => mustExist(updateUser.run(fromUser(user)), "account", user.id),
    setPassword: (id, passwordHash) => mustExist(setPassword.run({ id, passwordHash }), "account", id),
    endSessions: (userId, except = "") => void endSessions.run({ userId, except }),
    insertInvitation: (invitation, sha256) => void insertInvitation.run(fromInvitation(invitation, sha256)),
    deleteInvitation: (id) => deleteInvitation.run({ id }).changes > 0,
    insertIdentity: (identity) => void insertIdentity.run(fromIdentity(identity)),
    insertApiToken: (token, sha256) => void insertToken.run(fromNewApiToken(token, sha256)),
    updateApiToken: (token) => mustExist(updateToken.run(fromApiToken(token)), "API token", token.id),
    rotateApiToken: (token, sha256) =>
      mustExist(rotateToken.run({ ...fromApiToken(token), sha256 }), "API token", token.id),
  };
}

function mustExist({ changes }: { changes: number }, what: string, id: string): void {
  if (changes === 0) throw new StorageError("refused", `There is no ${what} with the id ${id}`);
}
