import type { JsonValue } from "@switchyard/core";
import { SwitchyardError } from "../errors.ts";
import { configurationView } from "../flags/configuration-view.ts";
import { asJson } from "../flags/json.ts";
import { notFound, requireEnvironment } from "../projects/find.ts";
import type { Author, Project, Reads } from "../storage/port.ts";
import type { Operation } from "./operation.ts";

const MAX_NAMED = 5;

/**
 * Refuses operations in environments that their author may not know of, and those on configurations that were changed since
 * they were seen, all of them at once.
 *
 * @throws SwitchyardError VERSION_CONFLICT, with each flag's present state in `details.conflicts`; NOT_FOUND
 */
export async function requireSeen(
  reads: Reads,
  { authority }: Author,
  project: Project,
  operations: readonly Operation[],
): Promise<void> {
  const conflicts: { name: string; details: JsonValue }[] = [];
  for (const operation of operations) {
    if ("environment" in operation && authority) {
      const environment = await requireEnvironment(reads, project, operation.environment);
      // As if it weren't there, for who may not know of it.
      if (authority.roleAt(project.id, environment.id) === undefined) {
        throw notFound("environment", operation.environment, `project ${project.key}`);
      }
    }
    if (!("seen" in operation) || operation.seen === "any") continue;
    const { seen } = operation;
    const environment = await requireEnvironment(reads, project, operation.environment);
    // One that isn't there may be made by an operation before; else its own operation says so.
    const flag = await reads.flag(project.id, operation.flag);
    const configuration = flag && (await reads.configuration(flag.id, environment.id));
    if (flag === undefined || configuration === undefined || configuration.version === seen) continue;
    const current = asJson(configurationView(flag.key, environment.key, configuration));
    conflicts.push({
      name: `${flag.key} in ${environment.key} is at version ${configuration.version}, seen was ${seen}`,
      details: { flag: flag.key, environment: environment.key, seen, current },
    });
  }
  if (conflicts.length === 0) return;
  const named = conflicts.slice(0, MAX_NAMED).map(({ name }) => name);
  const more = conflicts.length > MAX_NAMED ? `; and ${conflicts.length - MAX_NAMED} more, see details` : "";
  throw new SwitchyardError(
    "VERSION_CONFLICT",
    `${named.join("; ")}${more}: changed in between, nothing was written; look at details.conflicts and try again`,
    { details: { conflicts: conflicts.map(({ details }) => details) } },
  );
}
