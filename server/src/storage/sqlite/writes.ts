import { environments, flags, keys, meta, projects, segments, users } from "@switchyard/migrations/sqlite";
import { and, eq, sql } from "drizzle-orm";
import { assignments, everyColumn, excluded } from "../columns.ts";
import type { Reads, Transaction } from "../port.ts";
import type { Sync } from "../promised.ts";
import { fromEnvironment, fromFlag, fromKey, fromProject, fromSegment } from "../rows/encode.ts";
import { fromUser } from "../rows/people-rows.ts";
import { leaseLost, StorageError } from "../storage-error.ts";
import { createConfigurationWrites } from "./configuration-writes.ts";
import type { Connection } from "./database.ts";
import { createLeases } from "./leases.ts";
import { createPeopleWrites } from "./people.ts";
import { createPolicyWrites } from "./policies.ts";
import { createRequestWrites } from "./requests.ts";
import { createRolloutWrites } from "./rollouts.ts";
import { createScheduleWrites } from "./schedules.ts";
import { createWebhookRowWrites } from "./webhook-writes.ts";

export type RowWrites = Sync<Omit<Transaction, keyof Reads>>;

/** Every write of a transaction on one connection, statements prepared. */
export function createWrites(db: Connection): RowWrites {
  type Id = typeof projects.id | typeof environments.id | typeof flags.id | typeof segments.id | typeof keys.id;
  const hasId = <Column extends Id>(id: Column) => eq(id, sql.placeholder("id"));

  const insertProject = db.insert(projects).values(everyColumn(projects)).prepare();
  const updateProject = db
    .update(projects)
    .set(assignments(projects, "id", "createdAt"))
    .where(hasId(projects.id))
    .prepare();
  const insertEnvironment = db.insert(environments).values(everyColumn(environments)).prepare();
  const updateEnvironment = db
    .update(environments)
    .set(assignments(environments, "id", "projectId", "key", "version", "position"))
    .where(hasId(environments.id))
    .prepare();
  const nextPosition = db
    .select({ position: sql<number>`coalesce(max(${environments.position}) + 1, 0)` })
    .from(environments)
    .where(eq(environments.projectId, sql.placeholder("projectId")))
    .prepare();

  const insertFlag = db.insert(flags).values(everyColumn(flags)).prepare();
  const updateFlag = db
    .update(flags)
    .set(assignments(flags, "id", "projectId", "createdAt"))
    .where(hasId(flags.id))
    .prepare();
  const configurations = createConfigurationWrites(db);

  const putSegment = db
    .insert(segments)
    .values(everyColumn(segments))
    .onConflictDoUpdate({ target: segments.id, set: excluded(segments, "id", "projectId", "createdAt") })
    .prepare();
  const deleteSegment = db.delete(segments).where(hasId(segments.id)).prepare();

  const insertKey = db.insert(keys).values(everyColumn(keys)).prepare();
  const revokeKey = db
    .update(keys)
    .set({ revokedAt: sql`coalesce(${keys.revokedAt}, ${sql.placeholder("at")})` })
    .where(hasId(keys.id))
    .prepare();

  const expireKey = db
    .update(keys)
    .set({ expiresAt: sql`${sql.placeholder("at")}` })
    .where(hasId(keys.id))
    .prepare();

  const leases = createLeases(db);
  const policyWrites = createPolicyWrites(db);
  const peopleWrites = createPeopleWrites(db);
  const rollouts = createRolloutWrites(db);
  const requests = createRequestWrites(db);
  const schedules = createScheduleWrites(db);
  const webhookWrites = createWebhookRowWrites(db);

  const anyUser = db.select({ id: users.id }).from(users).limit(1).prepare();
  const insertUser = db.insert(users).values(everyColumn(users)).prepare();
  const useUpSetupHash = db
    .delete(meta)
    .where(and(eq(meta.name, "setupHash"), eq(meta.value, sql.placeholder("hash"))))
    .prepare();

  return {
    ...policyWrites,
    ...peopleWrites,
    ...rollouts,
    ...requests,
    ...schedules,
    ...webhookWrites,
    insertProject: (project) => void insertProject.run(fromProject(project)),
    updateProject: (project) => mustExist(updateProject.run(fromProject(project)), "project", project.id),
    insertEnvironment(environment) {
      const { projectId } = environment;
      const { position } = nextPosition.get({ projectId }) ?? { position: 0 };
      insertEnvironment.run({ ...fromEnvironment(environment), position });
      configurations.insertDisabled(environment);
    },
    updateEnvironment: (environment) =>
      mustExist(updateEnvironment.run(fromEnvironment(environment)), "environment", environment.id),
    insertFlag: (flag) => void insertFlag.run(fromFlag(flag)),
    updateFlag: (flag) => mustExist(updateFlag.run(fromFlag(flag)), "flag", flag.id),
    putConfiguration: configurations.put,
    putSegment: (segment) => void putSegment.run(fromSegment(segment)),
    deleteSegment: (id) => mustExist(deleteSegment.run({ id }), "segment", id),
    insertKey: (key, sha256) => void insertKey.run(fromKey(key, sha256)),
    revokeKey: (id, at) => mustExist(revokeKey.run({ id, at }), "key", id),
    expireKey: (id, at) => mustExist(expireKey.run({ id, at }), "key", id),
    requireLease({ name, fence }) {
      if (leases.fence(name) !== fence) throw leaseLost(name);
    },
    insertFirstUser(user, passwordHash, setupHash) {
      // Deleting the hash is the test for it: of two calls only one deletes a row.
      if (anyUser.get() !== undefined || useUpSetupHash.run({ hash: setupHash }).changes === 0) return false;
      insertUser.run({ ...fromUser(user), passwordHash });
      return true;
    },
  };
}

function mustExist({ changes }: { changes: number }, what: string, id: string): void {
  if (changes === 0) throw new StorageError("refused", `There is no ${what} with the id ${id}`);
}
