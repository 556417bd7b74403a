import type { Project, Reads, Schedule } from "../storage/port.ts";
import { operationsOf } from "./find.ts";
import { alwaysLowers } from "./what-it-does.ts";

/**
 * Whether a flag that a schedule would raise was killed since the schedule was made: whoever killed it did not think of what
 * was still to come.
 *
 * @returns why, for people
 */
export async function killSince(reads: Reads, project: Project, schedule: Schedule): Promise<string | undefined> {
  for (const operation of operationsOf(schedule)) {
    if (alwaysLowers(operation) || !("environment" in operation)) continue;
    const environment = await reads.environment(project.id, operation.environment);
    if (environment === undefined) continue;
    const [kill] = await reads.changes({
      projectId: project.id,
      environmentId: environment.id,
      flag: operation.flag,
      action: "flag.killed",
      limit: 1,
    });
    if (kill !== undefined && kill.id > schedule.madeAfter) {
      return `${operation.flag} was killed in ${environment.key} by ${kill.actor.name} at ${new Date(kill.at).toISOString()}`;
    }
  }
  return undefined;
}
