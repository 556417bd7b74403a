import { environments, keys, meta, projects } from "@switchyard/migrations/postgres";
import { and, asc, eq, sql } from "drizzle-orm";
import type { OnDamage } from "../damage.ts";
import type { Reads } from "../port.ts";
import { createReader } from "../rows/decode.ts";
import { environmentRow, keyRow, projectRow } from "../rows/rows.ts";
import { StorageError } from "../storage-error.ts";
import { type Connection, first } from "./database.ts";

type ProjectReads = Pick<
  Reads,
  "epoch" | "projects" | "project" | "environments" | "environment" | "allEnvironments" | "keys"
>;

export function createProjectReads(db: Connection, onDamage: OnDamage): ProjectReads {
  const projectReader = createReader("projects", projectRow, onDamage);
  const environmentReader = createReader("environments", environmentRow, onDamage);
  const keyReader = createReader("keys", keyRow, onDamage);

  const epoch = db.select().from(meta).where(eq(meta.name, "epoch")).prepare(db.statement());
  const allProjects = db.select().from(projects).orderBy(asc(projects.key)).prepare(db.statement());
  const projectByKey = db
    .select()
    .from(projects)
    .where(eq(projects.key, sql.placeholder("key")))
    .prepare(db.statement());
  const ofProject = eq(environments.projectId, sql.placeholder("projectId"));
  const environmentsOfProject = db
    .select()
    .from(environments)
    .where(ofProject)
    .orderBy(asc(environments.position))
    .prepare(db.statement());
  const environmentByKey = db
    .select()
    .from(environments)
    .where(and(ofProject, eq(environments.key, sql.placeholder("key"))))
    .prepare(db.statement());
  const allEnvironments = db
    .select()
    .from(environments)
    .orderBy(asc(environments.projectId), asc(environments.position))
    .prepare(db.statement());
  const keysOfEnvironment = db
    .select()
    .from(keys)
    .where(eq(keys.environmentId, sql.placeholder("environmentId")))
    .orderBy(asc(keys.createdAt), asc(keys.id))
    .prepare(db.statement());

  return {
    async epoch() {
      const value = (await first(epoch.execute()))?.value;
      if (typeof value !== "string") throw new StorageError("damaged", "The database has lost its epoch (table meta)");
      return value;
    },
    projects: async () => projectReader.many(await allProjects.execute()),
    project: async (key) => projectReader.one(await first(projectByKey.execute({ key }))),
    environments: async (projectId) => environmentReader.many(await environmentsOfProject.execute({ projectId })),
    environment: async (projectId, key) =>
      environmentReader.one(await first(environmentByKey.execute({ projectId, key }))),
    allEnvironments: async () => environmentReader.many(await allEnvironments.execute()),
    keys: async (environmentId) => keyReader.many(await keysOfEnvironment.execute({ environmentId })),
  };
}
