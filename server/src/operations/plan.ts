import { compareExposure, type ExposureChange } from "@switchyard/core";
import { changeTitle, sentence } from "@switchyard/core/words";
import { flagData } from "../storage/flag-data.ts";
import type { Author, Environment, Flag, FlagConfiguration, Project, Reads, Transaction } from "../storage/port.ts";
import { digestOf } from "./digest.ts";
import type { Operation } from "./operation.ts";
import { overlay } from "./overlay.ts";
import { type OperationChange, runOperations } from "./run.ts";

/** What operations mean for one flag in one environment. */
export interface Effect {
  environment: string;
  flag: string;
  direction: ExposureChange;
  before: string | null;
  after: string | null;
  version: number;
}

/** What operations would change, found without writing anything. */
export interface Plan {
  changes: OperationChange[];
  effects: Effect[];
  /** See {@link digestOf}. */
  digest: string;
  /** Writes it, on the transaction that it was found on. */
  write(tx: Transaction): Promise<void>;
}

/**
 * Finds out what operations would change, by the steps that do it, without writing yet.
 *
 * @param reads the storage for a dry run, else the transaction that is to write it
 * @throws as the operations would
 */
export async function planOperations(
  reads: Reads,
  author: Author,
  project: Project,
  operations: readonly Operation[],
): Promise<Plan> {
  const { tx, replay } = overlay(reads);
  const changes = await runOperations(tx, author, project, operations);
  const effects = await effectsOf(reads, tx, project, changes);
  return { changes, effects, digest: digestOf(changes.map(({ change }) => change)), write: replay };
}

/** A change as the API shows it. */
export function plannedChangeView({ operation, change }: OperationChange, environments: readonly Environment[]) {
  const { action, flag, segment, before, after } = change;
  const environment = environments.find(({ id }) => id === change.environmentId)?.key;
  return {
    operation,
    title: changeTitle({ action, flag, segment, environment, after }),
    action,
    ...(environment === undefined ? {} : { environment }),
    ...(flag === undefined ? {} : { flag }),
    ...(segment === undefined ? {} : { segment }),
    before,
    after,
  };
}

async function effectsOf(
  before: Reads,
  after: Reads,
  project: Project,
  changes: readonly OperationChange[],
): Promise<Effect[]> {
  const touched = new Map<string, Set<string>>();
  for (const { environmentId, flags = [] } of changes.flatMap(({ change }) => change.affects)) {
    touched.set(environmentId, new Set([...(touched.get(environmentId) ?? []), ...flags]));
  }
  const effects: Effect[] = [];
  for (const environment of await before.environments(project.id)) {
    for (const key of touched.get(environment.id) ?? []) {
      const was = await stateOf(before, project, environment, key);
      const becomes = await stateOf(after, project, environment, key);
      effects.push({
        environment: environment.key,
        flag: key,
        direction: directionOf(was, becomes),
        before: was ? sentence(was.flag, was.configuration, environment.key) : null,
        after: becomes ? sentence(becomes.flag, becomes.configuration, environment.key) : null,
        version: was?.configuration.version ?? 0,
      });
    }
  }
  return effects;
}

interface State {
  flag: Flag;
  configuration: FlagConfiguration;
}

async function stateOf(
  reads: Reads,
  project: Project,
  environment: Environment,
  key: string,
): Promise<State | undefined> {
  const flag = await reads.flag(project.id, key);
  const configuration = flag && (await reads.configuration(flag.id, environment.id));
  return configuration && !flag.archived ? { flag, configuration } : undefined;
}

function directionOf(before: State | undefined, after: State | undefined): ExposureChange {
  if (before === undefined || after === undefined) return before === after ? "same" : after ? "raises" : "lowers";
  return compareExposure(flagData(before.flag, before.configuration), flagData(after.flag, after.configuration));
}
