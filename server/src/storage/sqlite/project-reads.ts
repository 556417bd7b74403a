import { environments, keys, meta, projects } from "@switchyard/migrations/sqlite";
import { and, asc, eq, sql } from "drizzle-orm";
import type { OnDamage } from "../damage.ts";
import type { Reads } from "../port.ts";
import type { Sync } from "../promised.ts";
import { createReader } from "../rows/decode.ts";
import { environmentRow, keyRow, projectRow } from "../rows/rows.ts";
import { StorageError } from "../storage-error.ts";
import type { Connection } from "./database.ts";

type ProjectReads = Pick<
  Reads,
  "epoch" | "projects" | "project" | "environments" | "environment" | "allEnvironments" | "keys"
>;

export function createProjectReads(db: Connection, onDamage: OnDamage): Sync<ProjectReads> {
  const projectReader = createReader("projects", projectRow, onDamage);
  const environmentReader = createReader("environments", environmentRow, onDamage);
  const keyReader = createReader("keys", keyRow, onDamage);

  const epoch = db.select().from(meta).where(eq(meta.name, "epoch")).prepare();
  const allProjects = db.select().from(projects).orderBy(asc(projects.key)).prepare();
  const projectByKey = db
    .select()
    .from(projects)
    .where(eq(projects.key, sql.placeholder("key")))
    .prepare();
  const ofProject = eq(environments.projectId, sql.placeholder("projectId"));
  const environmentsOfProject = db
    .select()
    .from(environments)
    .where(ofProject)
    .orderBy(asc(environments.position))
    .prepare();
  const environmentByKey = db
    .select()
    .from(environments)
    .where(and(ofProject, eq(environments.key, sql.placeholder("key"))))
    .prepare();
  const allEnvironments = db
    .select()
    .from(environments)
    .orderBy(asc(environments.projectId), asc(environments.position))
    .prepare();
  const keysOfEnvironment = db
    .select()
    .from(keys)
    .where(eq(keys.environmentId, sql.placeholder("environmentId")))
    .orderBy(asc(keys.createdAt), asc(keys.id))
    .prepare();

  return {
    epoch() {
      const value = epoch.get()?.value;
      if (typeof value !== "string") throw new StorageError("damaged", "The database has lost its epoch (table meta)");
      return value;
    },
    projects: () => projectReader.many(allProjects.all()),
    project: (key) => projectReader.one(projectByKey.get({ key })),
    environments: (projectId) => environmentReader.many(environmentsOfProject.all({ projectId })),
    environment: (projectId, key) => environmentReader.one(environmentByKey.get({ projectId, key })),
    allEnvironments: () => environmentReader.many(allEnvironments.all()),
    keys: (environmentId) => keyReader.many(keysOfEnvironment.all({ environmentId })),
  };
}
