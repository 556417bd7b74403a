import { isDeepStrictEqual } from "node:util";
import type { Configuration } from "@switchyard/core";
import { SwitchyardError } from "../errors.ts";
import type { Author, FlagConfiguration, Reads, Storage } from "../storage/port.ts";
import { asCommitted } from "./as-committed.ts";
import { checkFlag } from "./check.ts";
import { configurationView } from "./configuration-view.ts";
import { type FlagPlace, type Located, locate } from "./find.ts";
import { asJson } from "./json.ts";

/** The version that the author saw, or `any` for those who overwrite on purpose. */
export type Seen = number | "any";

/**
 * Replaces a flag's configuration in one environment. A kill stays in force, whatever is saved.
 * Saving what is there already changes nothing.
 *
 * @param next the new configuration, or how to find it inside the transaction
 * @throws SwitchyardError NOT_FOUND, VERSION_CONFLICT with the present state in `details.current`, INVALID_FLAG
 */
export async function configureFlag(
  storage: Storage,
  author: Author,
  place: FlagPlace,
  seen: Seen,
  next: Configuration | ((tx: Reads) => Promise<Configuration>),
): Promise<FlagConfiguration> {
  const committed = await storage.change(author, async (tx) => {
    const located = await locate(tx, place);
    const { project, environment, flag, configuration } = located;
    requireVersion(located, seen);
    const before = decisions(configuration);
    const after = decisions(typeof next === "function" ? await next(tx) : next);
    if (isDeepStrictEqual(asJson(before), asJson(after))) return { result: configuration };
    const updated: FlagConfiguration = { ...configuration, ...after, updatedAt: Date.now() };
    await checkFlag(tx, environment.id, flag, updated);
    await tx.putConfiguration(updated);
    return {
      result: updated,
      change: {
        action: "flag.configured",
        projectId: project.id,
        environmentId: environment.id,
        flag: flag.key,
        before: asJson(before),
        after: asJson(after),
        affects: [{ environmentId: environment.id, flags: [flag.key] }],
      },
    };
  });
  return asCommitted(storage, committed);
}

/** What people decide, in a stable order: without what the server keeps beside it. */
function decisions(configuration: Configuration): Configuration {
  const { enabled, offVariant, prerequisites, targets, rules, fallthrough } = configuration;
  return { enabled, offVariant, prerequisites, targets, rules, fallthrough };
}

function requireVersion({ environment, flag, configuration }: Located, seen: Seen): void {
  if (seen === "any" || seen === configuration.version) return;
  throw new SwitchyardError(
    "VERSION_CONFLICT",
    `${flag.key} in ${environment.key} is at version ${configuration.version}, If-Match said ${seen}: ` +
      "it was changed in between, look at details.current and try again",
    { details: { current: asJson(configurationView(flag.key, environment.key, configuration)) } },
  );
}
