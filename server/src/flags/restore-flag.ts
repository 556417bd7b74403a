import type { Author, FlagConfiguration, Storage } from "../storage/port.ts";
import type { Step } from "../storage/step.ts";
import { asCommitted } from "./as-committed.ts";
import { decisions } from "./configure-flag.ts";
import { type FlagPlace, locate } from "./find.ts";
import { asJson } from "./json.ts";

/**
 * Ends a kill: the flag's configuration decides again, as it is now. Restoring what is not killed changes nothing.
 *
 * @throws SwitchyardError NOT_FOUND
 */
export async function restoreFlag(storage: Storage, author: Author, place: FlagPlace): Promise<FlagConfiguration> {
  return asCommitted(storage, await storage.change(author, (tx) => restoreStep(place)(tx, author)));
}

/** The same as a part of a change. */
export function restoreStep(place: FlagPlace): Step<FlagConfiguration> {
  return async (tx) => {
    const { project, environment, flag, configuration } = await locate(tx, place);
    const { killed, ...rest } = configuration;
    if (killed === undefined) return { result: configuration };
    const updated: FlagConfiguration = { ...rest, updatedAt: Date.now() };
    await tx.putConfiguration(updated);
    return {
      result: updated,
      change: {
        action: "flag.restored",
        projectId: project.id,
        environmentId: environment.id,
        flag: flag.key,
        before: { killed: asJson(killed) },
        // What decides again is a part of it: who agrees to a restore agrees to that.
        after: asJson({ killed: null, decides: decisions(updated) }),
        affects: [{ environmentId: environment.id, flags: [flag.key] }],
      },
    };
  };
}
