import { isDeepStrictEqual } from "node:util";
import type { Configuration } from "@switchyard/core";
import { SwitchyardError } from "../errors.ts";
import type { Author, FlagConfiguration, Reads, Storage } from "../storage/port.ts";
import type { Step } from "../storage/step.ts";
import { asCommitted } from "./as-committed.ts";
import { checkFlag } from "./check.ts";
import { configurationView } from "./configuration-view.ts";
import { type FlagPlace, type Placed, place } from "./find.ts";
import { asJson } from "./json.ts";
import { replacementOf } from "./replacement.ts";

/** The version that the author saw, or `any` for those who overwrite on purpose. */
export type Seen = number | "any";

/** The new configuration, or how to find it inside the transaction. */
export type Next = Configuration | ((present: Placed, tx: Reads) => Promise<Configuration>);

/**
 * Replaces a flag's configuration in one environment. A kill stays in force, whatever is saved.
 * Saving what is there already changes nothing. One that can't be read any more is replaced whatever version was seen.
 *
 * @throws SwitchyardError NOT_FOUND, DAMAGED, VERSION_CONFLICT with the present state in `details.current`, INVALID_FLAG
 */
export async function configureFlag(
  storage: Storage,
  author: Author,
  where: FlagPlace,
  seen: Seen,
  next: Next,
): Promise<FlagConfiguration> {
  return asCommitted(storage, await storage.change(author, (tx) => configureStep(where, seen, next)(tx, author)));
}

/** The same as a part of a change. */
export function configureStep(where: FlagPlace, seen: Seen, next: Next): Step<FlagConfiguration> {
  return async (tx) => {
    const placed = await place(tx, where);
    const { project, environment, flag, configuration } = placed;
    requireVersion(placed, seen);
    const before = configuration && asJson(decisions(configuration));
    const after = decisions(typeof next === "function" ? await next(placed, tx) : next);
    if (configuration && isDeepStrictEqual(before, asJson(after))) return { result: configuration };
    const updated: FlagConfiguration = {
      ...(configuration ?? (await replacementOf(tx, placed))),
      ...after,
      updatedAt: Date.now(),
    };
    await checkFlag(tx, environment.id, flag, updated);
    await tx.putConfiguration(updated);
    return {
      result: updated,
      change: {
        action: "flag.configured",
        projectId: project.id,
        environmentId: environment.id,
        flag: flag.key,
        before: before ?? null,
        after: asJson(after),
        affects: [{ environmentId: environment.id, flags: [flag.key] }],
      },
    };
  };
}

/** What people decide, in a stable order: without what the server keeps beside it. */
export function decisions(configuration: Configuration): Configuration {
  const { enabled, offVariant, prerequisites, targets, rules, fallthrough } = configuration;
  return { enabled, offVariant, prerequisites, targets, rules, fallthrough };
}

function requireVersion({ environment, flag, configuration }: Placed, seen: Seen): void {
  if (configuration === undefined || seen === "any" || seen === configuration.version) return;
  throw new SwitchyardError(
    "VERSION_CONFLICT",
    `${flag.key} in ${environment.key} is at version ${configuration.version}, If-Match said ${seen}: ` +
      "it was changed in between, look at details.current and try again",
    { details: { current: asJson(configurationView(flag.key, environment.key, configuration)) } },
  );
}
