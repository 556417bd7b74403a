import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The keys that the server made for its demo project and left beside its database.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ serverKey: string, clientKey: string, project: string, environment: string } | undefined}
 *   nothing when there is no demo project
 */
export function readDemoKeys(env) {
  const database = env.SWITCHYARD_DATABASE || "file:./data/switchyard.db";
  if (!database.startsWith("file:")) return undefined;
  try {
    return JSON.parse(readFileSync(join(dirname(database.slice("file:".length)), "demo-keys.json"), "utf8"));
  } catch {
    return undefined;
  }
}
