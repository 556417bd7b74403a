import { compareWorlds, type ExposureChange, type Touched } from "@switchyard/core";
import { changeTitle, sentence } from "@switchyard/core/words";
import { type Assessment, assessRows, type Judges } from "../policy/assess-rows.ts";
import { noteRows } from "../policy/note-rows.ts";
import type { Obstacle } from "../policy/obstacles.ts";
import { regex } from "../regex.ts";
import { merge } from "../storage/change-record.ts";
import type { Author, Environment, Project, Reads, Ruleset, Transaction } from "../storage/port.ts";
import { digestOf } from "./digest.ts";
import type { Operation } from "./operation.ts";
import { overlay } from "./overlay.ts";
import { type OperationChange, runOperations } from "./run.ts";

/** What operations mean for one flag in one environment. */
interface Effect {
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
  /** What somebody's role and the policies say of it, by the judgement that lets it pass or not. */
  assess(author: Author, judges: Judges): Promise<Assessment[]>;
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
  const { tx: kept, replay } = overlay(reads);
  const { tx, rows } = noteRows(kept);
  const planned = await runOperations(tx, author, project, operations);
  const changes = planned.map(({ change }) => change);
  return {
    changes: planned,
    effects: await effectsOf(reads, kept, project, author, planned),
    digest: digestOf(changes),
    write: replay,
    assess: (by, judges) => (changes.length === 0 ? Promise.resolve([]) : assessRows(kept, by, rows, changes, judges)),
  };
}

/** A change as the API shows it. */
function plannedChangeView({ operation, change }: OperationChange, environments: readonly Environment[]) {
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

/** What would keep its author from doing it. */
export const obstaclesOf = (assessments: readonly Assessment[]): Obstacle[] =>
  assessments.flatMap(({ obstacles, verdicts }) => [...obstacles, ...verdicts.flatMap((verdict) => verdict.obstacles)]);

/** A plan as the API shows it. */
export function planView(
  { changes, effects, digest }: Plan,
  environments: readonly Environment[],
  obstacles: readonly Obstacle[],
) {
  return {
    changes: changes.map((change) => plannedChangeView(change, environments)),
    effects,
    digest,
    obstacles: obstacles.map(({ code, environment = null, message }) => ({ code, environment, message })),
  };
}

async function effectsOf(
  before: Reads,
  after: Reads,
  project: Project,
  { authority }: Author,
  changes: readonly OperationChange[],
): Promise<Effect[]> {
  const affects = merge(changes.flatMap(({ change }) => change.affects));
  const environments = await before.environments(project.id);
  const effects: Effect[] = [];
  for (const [environmentId, keys] of affects) {
    const environment = environments.find(({ id }) => id === environmentId);
    if (environment === undefined || (authority && authority.roleAt(project.id, environmentId) === undefined)) continue;
    const [was, becomes] = [await before.ruleset(environmentId), await after.ruleset(environmentId)];
    const touched = { flags: [...keys.flags], segments: [...keys.segments] };
    const directions = compareWorlds(was, becomes, touched, { regex, unreadable: unreadableOf(was) });
    for (const [key, direction] of [...directions].sort(([a], [b]) => (a < b ? -1 : 1))) {
      effects.push({
        environment: environment.key,
        flag: key,
        direction,
        before: await sentenceOf(before, project, environment, key),
        after: await sentenceOf(after, project, environment, key),
        version: (await stateOf(before, project, environment, key))?.configuration.version ?? 0,
      });
    }
  }
  return effects;
}

const unreadableOf = ({ quarantined }: Ruleset): Touched => ({
  flags: quarantined.flatMap(({ kind, key }) => (kind === "flag" ? key : [])),
  segments: quarantined.flatMap(({ kind, key }) => (kind === "segment" ? key : [])),
});

async function sentenceOf(reads: Reads, project: Project, environment: Environment, key: string) {
  const state = await stateOf(reads, project, environment, key);
  return state ? sentence(state.flag, state.configuration, environment.key) : null;
}

async function stateOf(reads: Reads, project: Project, environment: Environment, key: string) {
  const flag = await reads.flag(project.id, key);
  const configuration = flag && (await reads.configuration(flag.id, environment.id));
  return configuration && !flag.archived ? { flag, configuration } : undefined;
}
