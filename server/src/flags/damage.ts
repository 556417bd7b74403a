import { SwitchyardError } from "../errors.ts";
import type { Environment, Project, Quarantined, Reads } from "../storage/port.ts";

/**
 * Refuses to work with a flag or segment that is there and can't be read, instead of calling it absent. Whether it is
 * there is known from the change log.
 *
 * @throws SwitchyardError DAMAGED
 */
export async function refuseDamaged(
  reads: Reads,
  project: Project,
  kind: Quarantined["kind"],
  key: string,
): Promise<void> {
  const [last] = await reads.changes({ projectId: project.id, [kind]: key, limit: 1 });
  if (last === undefined || last.action === "segment.deleted") return;
  let problem = "its row can't be read";
  for (const { id } of await reads.environments(project.id))
    problem = (await problemOf(reads, id, kind, key)) ?? problem;
  throw new SwitchyardError(
    "DAMAGED",
    `The ${kind} ${JSON.stringify(key)} in project ${project.key} is damaged in the database and left out (${problem}): ` +
      "restore its row from a backup",
    { details: { kind, key, problem } },
  );
}

/** For a flag that can be read, and its configuration in one environment can't. */
export async function damagedConfiguration(
  reads: Reads,
  environment: Environment,
  flag: string,
): Promise<SwitchyardError> {
  const problem = (await problemOf(reads, environment.id, "flag", flag)) ?? "its configuration can't be read";
  return new SwitchyardError(
    "DAMAGED",
    `The configuration of flag ${JSON.stringify(flag)} in environment ${environment.key} is damaged in the database and ` +
      `left out (${problem}): PUT a whole configuration to repair it, or kill the flag`,
    { details: { kind: "flag", key: flag, environment: environment.key, problem } },
  );
}

async function problemOf(reads: Reads, environmentId: string, kind: Quarantined["kind"], key: string) {
  const { quarantined } = await reads.ruleset(environmentId);
  return quarantined.find((one) => one.kind === kind && one.key === key)?.problem;
}
