import { environments, flags, keys, meta, projects, segments, users } from "@switchyard/migrations/postgres";
import { and, eq, sql } from "drizzle-orm";
import type { QueryResult } from "pg";
import { assignments, everyColumn, excluded } from "../columns.ts";
import type { Reads, Transaction } from "../port.ts";
import { fromEnvironment, fromFlag, fromKey, fromProject, fromSegment } from "../rows/encode.ts";
import { fromUser } from "../rows/people-rows.ts";
import { leaseLost, StorageError } from "../storage-error.ts";
import { createConfigurationWrites } from "./configuration-writes.ts";
import { type Connection, changed, first } from "./database.ts";
import { createLeases } from "./leases.ts";
import { createPeopleWrites } from "./people.ts";
import { createPolicyWrites } from "./policies.ts";
import { createRequestWrites } from "./requests.ts";
import { createRolloutWrites } from "./rollouts.ts";
import { createScheduleWrites } from "./schedules.ts";
import { createWebhookRowWrites } from "./webhook-writes.ts";

export type RowWrites = Omit<Transaction, keyof Reads>;

/** Every write of a transaction on one connection, statements prepared. */
export function createWrites(db: Connection): RowWrites {
  type Id = typeof projects.id | typeof environments.id | typeof flags.id | typeof segments.id | typeof keys.id;
  const hasId = <Column extends Id>(id: Column) => eq(id, sql.placeholder("id"));

  const insertProject = db.insert(projects).values(everyColumn(projects)).prepare(db.statement());
  const updateProject = db
    .update(projects)
    .set(assignments(projects, "id", "createdAt"))
    .where(hasId(projects.id))
    .prepare(db.statement());
  const insertEnvironment = db.insert(environments).values(everyColumn(environments)).prepare(db.statement());
  const updateEnvironment = db
    .update(environments)
    .set(assignments(environments, "id", "projectId", "key", "version", "position"))
    .where(hasId(environments.id))
    .prepare(db.statement());
  const nextPosition = db
    .select({ position: sql`coalesce(max(${environments.position}) + 1, 0)`.mapWith(Number) })
    .from(environments)
    .where(eq(environments.projectId, sql.placeholder("projectId")))
    .prepare(db.statement());

  const insertFlag = db.insert(flags).values(everyColumn(flags)).prepare(db.statement());
  const updateFlag = db
    .update(flags)
    .set(assignments(flags, "id", "projectId", "createdAt"))
    .where(hasId(flags.id))
    .prepare(db.statement());
  const configurations = createConfigurationWrites(db);

  const putSegment = db
    .insert(segments)
    .values(everyColumn(segments))
    .onConflictDoUpdate({ target: segments.id, set: excluded(segments, "id", "projectId", "createdAt") })
    .prepare(db.statement());
  const deleteSegment = db.delete(segments).where(hasId(segments.id)).prepare(db.statement());

  const insertKey = db.insert(keys).values(everyColumn(keys)).prepare(db.statement());
  const revokeKey = db
    .update(keys)
    .set({ revokedAt: sql`coalesce(${keys.revokedAt}, ${sql.placeholder("at")})` })
    .where(hasId(keys.id))
    .prepare(db.statement());

  const expireKey = db
    .update(keys)
    .set({ expiresAt: sql`${sql.placeholder("at")}` })
    .where(hasId(keys.id))
    .prepare(db.statement());

  const leases = createLeases(db);
  const policyWrites = createPolicyWrites(db);
  const peopleWrites = createPeopleWrites(db);
  const rollouts = createRolloutWrites(db);
  const requests = createRequestWrites(db);
  const schedules = createScheduleWrites(db);
  const webhookWrites = createWebhookRowWrites(db);

  const anyUser = db.select({ id: users.id }).from(users).limit(1).prepare(db.statement());
  const insertUser = db.insert(users).values(everyColumn(users)).prepare(db.statement());
  const useUpSetupHash = db
    .delete(meta)
    .where(and(eq(meta.name, "setupHash"), eq(meta.value, sql.placeholder("hash"))))
    .prepare(db.statement());

  return {
    ...policyWrites,
    ...peopleWrites,
    ...rollouts,
    ...requests,
    ...schedules,
    ...webhookWrites,
    insertProject: async (project) => void (await insertProject.execute(fromProject(project))),
    updateProject: async (project) =>
      mustExist(await updateProject.execute(fromProject(project)), "project", project.id),
    async insertEnvironment(environment) {
      const { projectId } = environment;
      const { position } = (await first(nextPosition.execute({ projectId }))) ?? { position: 0 };
      await insertEnvironment.execute({ ...fromEnvironment(environment), position });
      await configurations.insertDisabled(environment);
    },
    updateEnvironment: async (environment) =>
      mustExist(await updateEnvironment.execute(fromEnvironment(environment)), "environment", environment.id),
    insertFlag: async (flag) => void (await insertFlag.execute(fromFlag(flag))),
    updateFlag: async (flag) => mustExist(await updateFlag.execute(fromFlag(flag)), "flag", flag.id),
    putConfiguration: configurations.put,
    putSegment: async (segment) => void (await putSegment.execute(fromSegment(segment))),
    deleteSegment: async (id) => mustExist(await deleteSegment.execute({ id }), "segment", id),
    insertKey: async (key, sha256) => void (await insertKey.execute(fromKey(key, sha256))),
    revokeKey: async (id, at) => mustExist(await revokeKey.execute({ id, at }), "key", id),
    expireKey: async (id, at) => mustExist(await expireKey.execute({ id, at }), "key", id),
    async requireLease({ name, fence }) {
      if ((await leases.fence(name)) !== fence) throw leaseLost(name);
    },
    async insertFirstUser(user, passwordHash, setupHash) {
      // Deleting the hash is the test for it: of two calls only one deletes a row.
      if ((await first(anyUser.execute())) !== undefined) return false;
      if (!changed(await useUpSetupHash.execute({ hash: setupHash }))) return false;
      await insertUser.execute({ ...fromUser(user), passwordHash });
      return true;
    },
  };
}

function mustExist(result: QueryResult, what: string, id: string): void {
  if (!changed(result)) throw new StorageError("refused", `There is no ${what} with the id ${id}`);
}
