import type { Author, FlagConfiguration, Killed, Storage } from "../storage/port.ts";
import type { Step } from "../storage/step.ts";
import { asCommitted } from "./as-committed.ts";
import { type FlagPlace, place } from "./find.ts";
import { asJson } from "./json.ts";
import { replacementOf } from "./replacement.ts";

/**
 * Gives everyone in one environment the flag's off variant, until it is restored. Nothing blocks a kill: no version,
 * no validation, no policy. Killing what is killed changes nothing.
 *
 * @throws SwitchyardError NOT_FOUND, DAMAGED when the flag itself can't be read
 */
export async function killFlag(storage: Storage, author: Author, where: FlagPlace): Promise<FlagConfiguration> {
  return asCommitted(storage, await storage.change(author, (tx) => killStep(where)(tx, author)));
}

/** The same as a part of a change. */
export function killStep(where: FlagPlace): Step<FlagConfiguration> {
  return async (tx, author) => {
    const placed = await place(tx, where);
    const { project, environment, flag } = placed;
    // SDKs keep serving the last good state of a row that can't be read any more: a kill must reach them even so.
    const configuration = placed.configuration ?? (await replacementOf(tx, placed));
    if (placed.configuration?.killed) return { result: configuration };
    const at = Date.now();
    const reason = author.reason ? { reason: author.reason } : {};
    const killed: Killed = configuration.killed ?? { by: author.actor.name, at, ...reason };
    const updated: FlagConfiguration = { ...configuration, killed, updatedAt: at };
    await tx.putConfiguration(updated);
    return {
      result: updated,
      change: {
        action: "flag.killed",
        projectId: project.id,
        environmentId: environment.id,
        flag: flag.key,
        before: placed.configuration ? { killed: null } : null,
        after: { killed: asJson(killed) },
        affects: [{ environmentId: environment.id, flags: [flag.key] }],
      },
    };
  };
}
