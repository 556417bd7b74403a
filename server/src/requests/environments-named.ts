import type { JsonValue } from "@switchyard/core";

/**
 * For the change log, which is read by people who may know of some environments only: the keys of those that operations
 * name, as they are stored.
 *
 * @returns nothing where an operation concerns the whole project, and so every environment
 */
export function environmentsNamed(operations: JsonValue): { environments?: string[] } {
  if (!Array.isArray(operations)) return {};
  const keys = operations.map((one) =>
    typeof one === "object" && one !== null && "environment" in one ? one.environment : undefined,
  );
  if (!keys.every((key) => typeof key === "string")) return {};
  return { environments: [...new Set(keys)].sort() };
}
