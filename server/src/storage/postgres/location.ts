import type { ClientConfig } from "pg";
import { StorageError } from "../storage-error.ts";

/**
 * @param url `postgres://user:password@host:port/database?sslmode=…`
 * @returns how to connect, and how messages call the database: never with the password
 * @throws StorageError "setting"
 */
export function readLocation(url: string): { connection: ClientConfig; name: string } {
  try {
    const { host, pathname } = new URL(url);
    // The end of a password with a slash in it, which would be said as the database's name.
    if (pathname.includes("@")) throw new Error("a name with an @");
    const connection = { connectionString: url, application_name: "switchyard" };
    return { connection, name: `${host}${decodeURIComponent(pathname)}` };
  } catch {
    throw new StorageError(
      "setting",
      "The database's address must be a URL: postgres://user:password@host:5432/name, with / @ : ? # in the password percent-encoded",
    );
  }
}
