import { once } from "node:events";
import { createReadStream, createWriteStream, renameSync, rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { z } from "zod";
import { StorageError } from "../storage-error.ts";
import { systemMeaning } from "../system-error.ts";
import { type Row, type Rows, TABLES } from "./tables.ts";

// A backup is JSON Lines: a head, one `[table, row]` for each row, and an end that says how many there are, by which a cut
// file is noticed. It is the same for both databases, and either can be restored from it.

const HEAD = { switchyard: "backup", format: 1 };
const line = z.tuple([z.string(), z.record(z.string(), z.union([z.string(), z.number(), z.null()]))]);
const end = z.object({ rows: z.number() });

/** Under its name only when it is whole; for nobody but this user, as it holds password hashes. @returns rows written */
export async function writeBackup(rows: Rows, file: string): Promise<number> {
  const part = `${file}.part`;
  try {
    const count = await writeRows(rows, part);
    renameSync(part, file);
    return count;
  } catch (error) {
    rmSync(part, { force: true });
    throw ofFile(`The backup can't be written to ${file}`, error);
  }
}

async function writeRows(rows: Rows, file: string): Promise<number> {
  const out = createWriteStream(file, { mode: 0o600, flush: true });
  const write = async (value: unknown) => {
    // It is closed, too, by an error that came while rows were read.
    if (!out.write(`${JSON.stringify(value)}\n`)) await Promise.race([once(out, "drain"), written]);
  };
  const written = once(out, "close");
  written.catch(() => {});
  try {
    let count = 0;
    await write({ ...HEAD, at: new Date().toISOString() });
    for await (const { table, row } of rows) {
      await write([table, row]);
      count += 1;
    }
    await write({ rows: count });
    out.end();
    await written;
    return count;
  } finally {
    out.destroy();
  }
}

/** @throws StorageError "damaged" or "newer", at the latest at its end */
export async function* readBackup(file: string): Rows {
  const input = createReadStream(file);
  const lines = createInterface({ input })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    return done ? undefined : parse(value);
  };
  const head = await next().catch((error: unknown) => {
    throw ofFile(`The backup ${file} can't be read`, error);
  });
  if (!z.object({ switchyard: z.literal("backup"), format: z.literal(1) }).safeParse(head).success) {
    throw new StorageError("damaged", `${file} is not a backup that this Switchyard can read`);
  }
  for (let count = 0; ; count++) {
    const value = await next();
    const last = end.safeParse(value);
    if (last.success && last.data.rows === count) return;
    const row = line.safeParse(value);
    if (!row.success) throw new StorageError("damaged", `${file}: it is cut or damaged after ${count} rows`);
    yield { table: known(row.data[0], row.data[1]), row: row.data[1] };
  }
}

/** @returns `undefined` for what is not JSON */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function ofFile(what: string, error: unknown): unknown {
  const meaning = systemMeaning(error);
  return meaning === undefined ? error : new StorageError("unavailable", `${what}: ${meaning}`, error);
}

/** Names go into statements. */
function known(name: string, row: Row): string {
  const table = TABLES.find((table) => table.name === name);
  const stranger = table ? Object.keys(row).find((column) => !table.columns.includes(column)) : name;
  if (stranger === undefined) return name;
  throw new StorageError(
    "newer",
    `The backup has ${name}.${stranger}, which this server does not know; use a later one`,
  );
}
