import { requireEnvironment, requireProject } from "../projects/find.ts";
import type { Author, FlagConfiguration, Killed, Storage } from "../storage/port.ts";
import { asCommitted } from "./as-committed.ts";
import { type FlagPlace, requireFlag } from "./find.ts";
import { asJson } from "./json.ts";
import { newConfiguration } from "./new-flag.ts";

/**
 * Gives everyone in one environment the flag's off variant, until it is restored. Nothing blocks a kill: no version,
 * no validation, no policy. Killing what is killed changes nothing.
 *
 * @throws SwitchyardError NOT_FOUND
 */
export async function killFlag(storage: Storage, author: Author, place: FlagPlace): Promise<FlagConfiguration> {
  const committed = await storage.change(author, async (tx) => {
    const project = await requireProject(tx, place.project);
    const environment = await requireEnvironment(tx, project, place.environment);
    const flag = await requireFlag(tx, project, place.flag);
    // SDKs keep serving the last good state of a row that can't be read any more: a kill must reach them even so.
    const readable = await tx.configuration(flag.id, environment.id);
    const configuration = readable ?? newConfiguration(flag, environment.id);
    if (configuration.killed) return { result: configuration };
    const at = Date.now();
    const killed: Killed = { by: author.actor.name, at, ...(author.reason ? { reason: author.reason } : {}) };
    const updated: FlagConfiguration = { ...configuration, killed, updatedAt: at };
    await tx.putConfiguration(updated);
    return {
      result: updated,
      change: {
        action: "flag.killed",
        projectId: project.id,
        environmentId: environment.id,
        flag: flag.key,
        before: readable ? { killed: null } : null,
        after: { killed: asJson(killed) },
        affects: [{ environmentId: environment.id, flags: [flag.key] }],
      },
    };
  });
  return asCommitted(storage, committed);
}
