import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { MIN_SECRET_LENGTH } from "../config.ts";
import { StartError } from "../start-error.ts";

/**
 * The secret of a server that was given none: made once and kept in a file beside the database, for this account only.
 *
 * @param database as the setting has it
 * @returns `undefined` when the database is no file: nothing is beside it
 * @throws StartError when the file can't be read or made, or holds something else
 */
export function keptSecret(database: string): string | undefined {
  if (!database.startsWith("file:")) return undefined;
  if (database === "file::memory:") return newSecret();
  const place = database.startsWith("file://") ? fileURLToPath(database) : database.slice("file:".length);
  const file = `${place}.secret`;
  try {
    writeFileSync(file, newSecret(), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw unusable(file, error);
  }
  return read(file);
}

function read(file: string): string {
  let secret: string;
  try {
    secret = readFileSync(file, "utf8").trim();
  } catch (error) {
    throw unusable(file, error);
  }
  if (secret.length >= MIN_SECRET_LENGTH) return secret;
  const message = `${file} must hold the server's secret, at least ${MIN_SECRET_LENGTH} characters, received ${secret.length}`;
  throw new StartError(`${message}; restore it, or set SWITCHYARD_SECRET`);
}

const newSecret = () => randomBytes(32).toString("base64url");

const unusable = (file: string, error: unknown) =>
  new StartError(`The server's secret can't be kept in ${file}: ${(error as Error).message}; or set SWITCHYARD_SECRET`);
