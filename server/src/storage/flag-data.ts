import type { FlagData, FlagGuard } from "@switchyard/core";
import type { Flag, FlagConfiguration } from "./port.ts";

/** A flag and its configuration in one environment, as that environment's SDKs get them. */
export function flagData(flag: Flag, configuration: FlagConfiguration): FlagData {
  const { enabled, killed, offVariant, prerequisites, targets, rules, fallthrough } = configuration;
  return {
    key: flag.key,
    type: flag.type,
    variants: flag.variants,
    salt: flag.salt,
    ...(flag.clientSide ? { clientSide: true } : {}),
    enabled,
    ...(killed === undefined ? {} : { killed: true }),
    offVariant,
    prerequisites,
    targets,
    rules,
    fallthrough,
    ...guardOf(configuration),
  };
}

/**
 * Nobody who edits a configuration has to think of the guarded rollout that runs on it: where its share is not the one that is served,
 * nothing may be counted in its name.
 */
function guardOf({ enabled, killed, guard, rules, fallthrough }: FlagConfiguration): { guard?: FlagGuard } {
  if (guard === undefined || !enabled || killed !== undefined) return {};
  const serve = guard.rule === undefined ? fallthrough : rules.find(({ id }) => id === guard.rule)?.serve;
  const isInForce = serve !== undefined && "rollout" in serve && serve.rollout.percentage === guard.percentage;
  return isInForce ? { guard } : {};
}
