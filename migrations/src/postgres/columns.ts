import { bigint, customType } from "drizzle-orm/pg-core";

// The same as on SQLite (see ../sqlite/projects.ts), so that rows of both are read by the same code: times and counts
// are numbers, truth values 0 or 1, and JSON is plain text, of which the change log's hashes need every letter.

const bytewise = customType<{ data: string }>({ dataType: () => 'text COLLATE "C"' });

/** Sorts by its bytes, whatever the locale of the database is. */
export const text = (name = "") => bytewise(name);

export const integer = (name = "") => bigint(name, { mode: "number" });
