import type { FlagConfiguration } from "../storage/port.ts";

/** A flag's configuration as the API shows it, in answers and in the details of a conflict. */
export function configurationView(flag: string, environment: string, configuration: FlagConfiguration) {
  const { version, enabled, killed, offVariant, prerequisites, targets, rules, fallthrough, updatedAt } = configuration;
  return {
    flag,
    environment,
    version,
    enabled,
    ...(killed ? { killed } : {}),
    offVariant,
    prerequisites,
    targets,
    rules,
    fallthrough,
    updatedAt,
  };
}
