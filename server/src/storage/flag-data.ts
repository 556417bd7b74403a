import type { FlagData } from "@switchyard/core";
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
  };
}
