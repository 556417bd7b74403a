import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { StorageError } from "./storage-error.ts";

/**
 * Where the generated SQL is. The build copies `migrations/<dialect>` (the .sql files and `meta/_journal.json`) to
 * `server/dist/migrations/<dialect>`, so that `dist` alone is the server; unit tests, which run on the source, read the
 * workspace package itself. Beside the bundle goes first.
 */
export function migrationsFolder(dialect: "sqlite" | "postgres"): string {
  const candidates = [`./migrations/${dialect}`, `../../../migrations/${dialect}`].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const found = candidates.find((folder) => existsSync(join(folder, "meta", "_journal.json")));
  if (found === undefined) {
    throw new StorageError("setting", `This build lacks its database migrations: expected ${candidates[0]}`);
  }
  return found;
}
