import { onTestFinished } from "vitest";
import type { Environment, Project, Storage } from "../port.ts";
import { must } from "./actions.case.ts";

/** What an implementation gives to its conformance suite. */
export interface Subject {
  storage: Storage;
  /** Closes the storage and opens the same database again. */
  reopen(): Promise<Storage>;
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
