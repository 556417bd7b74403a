import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { StorageError } from "../storage-error.ts";

export interface Location {
  file: string;
  /** How messages call it. */
  name: string;
  /** Nothing outlives the process, so nothing needs to reach the disk. */
  temporary: boolean;
  /** Removes what must not stay behind. */
  remove(): void;
}

/** @throws StorageError "setting" for what only looks like a file URL */
export function filePathOf(url: string): string {
  if (!url.startsWith("file://")) return url.slice("file:".length);
  try {
    return fileURLToPath(url);
  } catch (error) {
    const rule = "after file:// comes an absolute path, as in file:///data/switchyard.db";
    throw new StorageError(
      "setting",
      `Database ${url}: ${rule}; from the working folder it is file:./switchyard.db`,
      error,
    );
  }
}

/** Makes the folder and the file when they are absent, for nobody but this user: they hold password hashes. */
export function prepareLocation(url: string): Location {
  if (url === "file::memory:") return prepareTemporary();
  const file = filePathOf(url);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, "a", 0o600));
  return { file, name: file, temporary: false, remove() {} };
}

/**
 * Two connections can't share a database that is in memory alone without sharing locks too, which lets readers see
 * uncommitted rows. A file that goes with the storage behaves as the real one does.
 */
function prepareTemporary(): Location {
  const folder = mkdtempSync(join(tmpdir(), "switchyard-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  return { file: join(folder, "switchyard.db"), name: "in memory", temporary: true, remove };
}
