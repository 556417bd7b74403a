import { readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256 } from "../auth/tokens.ts";
import { createKey, type KeyInput } from "../keys/create-key.ts";
import { revokeKey } from "../keys/revoke-key.ts";
import { requireEnvironment, requireProject } from "../projects/find.ts";
import { StartError } from "../start-error.ts";
import type { Key, Storage } from "../storage/port.ts";
import { AUTHOR, DEMO } from "./demo-project.ts";

const FILE = "demo-keys.json";
const SERVER: KeyInput = { kind: "server", name: "shop server", origins: [] };
const CLIENT: KeyInput = {
  kind: "client",
  name: "shop page",
  origins: ["http://localhost:*", "http://127.0.0.1:*", "http://[::1]:*"],
};

/**
 * Writes the two keys of the demo's application into a file that only this account may read. A key is readable only
 * when it is made: when the file is gone, or holds keys of another database, there are new ones, and the old ones end.
 *
 * @throws StartError when the file can't be written
 */
export async function ensureDemoKeys(storage: Storage, database: string): Promise<void> {
  if (database === "file::memory:") return;
  const file = join(dirname(pathOf(database)), FILE);
  const environment = await requireEnvironment(storage, await requireProject(storage, DEMO.project), DEMO.environment);
  const inForce = (await storage.keys(environment.id)).filter(({ revokedAt }) => revokedAt === undefined);
  const written = await readKeys(file);
  const known = await Promise.all(written.map((key) => storage.accounts.keyByHash(sha256(key))));
  if (known.length === 2 && known.every((key) => key?.environmentId === environment.id)) return;

  for (const key of inForce.filter(isDemoKey)) await revokeKey(storage, AUTHOR, { ...DEMO, id: key.id });
  const { key: serverKey } = await createKey(storage, AUTHOR, DEMO, SERVER);
  const { key: clientKey } = await createKey(storage, AUTHOR, DEMO, CLIENT);
  const text = JSON.stringify({ serverKey, clientKey, ...DEMO }, null, 2);
  try {
    // Whoever reads it meanwhile gets the whole file or none.
    await writeFile(`${file}.new`, `${text}\n`, { mode: 0o600 });
    await rename(`${file}.new`, file);
  } catch (cause) {
    throw new StartError(
      `The demo's keys can't be written to ${file}: ${cause instanceof Error ? cause.message : cause}`,
    );
  }
}

const pathOf = (database: string) =>
  database.startsWith("file://") ? fileURLToPath(database) : database.replace(/^file:/, "");

const isDemoKey = ({ name, createdBy }: Key) =>
  createdBy === AUTHOR.actor.name && (name === SERVER.name || name === CLIENT.name);

async function readKeys(file: string): Promise<string[]> {
  try {
    const content: unknown = JSON.parse(await readFile(file, "utf8"));
    const { serverKey, clientKey } = content as Record<string, unknown>;
    return [serverKey, clientKey].filter((key) => typeof key === "string");
  } catch {
    // Absent or damaged: there are no keys in it that could be used.
    return [];
  }
}
