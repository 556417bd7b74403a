import { onTestFinished } from "vitest";
import type { Environment, Project, Storage } from "../port.ts";
import { must } from "./actions.case.ts";

/** What an implementation gives to its conformance suite. */
export interface Subject {
  storage: Storage;
  /** Closes the storage and opens the same database again. */
  reopen(): Promise<Storage>;
  /** Opens the same database once more, as another node does, where that can be. */
  another?(): Promise<Storage>;
  /** Runs SQL beside the storage, as someone with a database tool does. */
  execute(sql: string): Promise<void>;
  /** What `onDamage` was told. */
  damage: string[];
  /** What `onListenerError` was told. */
  listenerErrors: unknown[];
  /** Removes everything. */
  dispose(): Promise<void>;
}

export type Open = () => Promise<Subject>;

export interface World extends Subject {
  project: Project;
  development: Environment;
  staging: Environment;
  production: Environment;
}

/** A new database with its first project at hand. */
export async function given(open: Open): Promise<World> {
  const subject = await open();
  onTestFinished(subject.dispose);
  const project = must(await subject.storage.project("default"));
  const [development, staging, production] = await subject.storage.environments(project.id);
  return {
    ...subject,
    project,
    development: must(development),
    staging: must(staging),
    production: must(production),
  };
}

/**
 * Makes the log longer by SQL, which is much quicker than changes that must each reach the disk: `count` changes of
 * production, each with a version. Their hashes are wrong.
 */
export async function lengthenLog({ execute, storage, project, production }: World, count: number): Promise<void> {
  const { version } = must(await storage.environment(project.id, production.key));
  const last = must((await storage.changes({ projectId: project.id, limit: 1 }))[0]).id;
  const numbers = `with recursive n (i) as (select 1 union all select i + 1 from n where i < ${count})`;
  await execute(`
    ${numbers} insert into changes (id, at, action, actor_kind, actor_id, actor_name, project_id, before, after, versions, previous_hash, hash)
      select ${last} + i, i, 'flag.updated', 'system', 'x', 'x', '${project.id}', 'null', 'null', '{}', '', '' from n;
    ${numbers} insert into environment_versions (environment_id, version, change_id, flags, segments)
      select '${production.id}', ${version} + i, ${last} + i, '[]', '[]' from n;
    update environments set version = version + ${count} where id = '${production.id}';`);
}
