import type { Have } from "@switchyard/core";
import type { Key } from "../../storage/port.ts";
import type { LiveEnvironment } from "../environment/live-environment.ts";
import type { Setback } from "../environment/setback.ts";

/** Whether an SDK holds a later version than this server knows of. */
export function isNewer(have: Have | undefined, { entry }: LiveEnvironment): boolean {
  return have !== undefined && have.epoch === entry.epoch && have.version > entry.version;
}

/** An SDK has what we don't: either this node is late, or the database has lost it. Browsers are not believed that. */
export async function readAgain(
  have: Have | undefined,
  environment: LiveEnvironment,
  { kind }: Pick<Key, "kind">,
  setback: Setback,
): Promise<void> {
  if (have === undefined || !isNewer(have, environment)) return;
  await environment.refresh();
  if (kind !== "server" || !isNewer(have, environment)) return;
  if (await setback.noticed(environment.id, have)) await environment.refresh();
}
