import type { Committed, FlagConfiguration, Storage } from "../storage/port.ts";

/**
 * A configuration as it is stored after its change: only the commit knows its version and time. It is not read again,
 * because by then it may be somebody else's.
 */
export async function asCommitted(
  storage: Storage,
  { result, change }: Committed<FlagConfiguration>,
): Promise<FlagConfiguration> {
  if (change === undefined) return result;
  const record = await storage.changeById(change.id);
  return {
    ...result,
    version: change.versions.get(result.environmentId) ?? result.version,
    updatedAt: record?.at ?? result.updatedAt,
  };
}
