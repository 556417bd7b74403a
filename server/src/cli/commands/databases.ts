import { readConfig } from "../../config.ts";
import { StartError } from "../../start-error.ts";
import { StorageError } from "../../storage/storage-error.ts";
import { readBackup, writeBackup } from "../../storage/transfer/backup-file.ts";
import { copyRows } from "../../storage/transfer/copy.ts";
import { openRows } from "../../storage/transfer/database.ts";
import type { Rows } from "../../storage/transfer/tables.ts";
import { type Io, print } from "../io.ts";
import { CliProblem, type ExitCode } from "../problem.ts";

// For operators, with the database itself and without a server. The database is what `--database` names, or else
// SWITCHYARD_DATABASE.

interface Options {
  database?: string;
  json?: boolean;
}

export const backUp = (io: Io, file: string, options: Options) =>
  explained(async () => {
    const source = await openRows(databaseOf(io, options), "source");
    const count = await writeBackup(source.rows(), file).finally(() => source.close());
    print(io, options, { rows: count, file }, `${count} rows written to ${file}`);
  });

/** SDKs read everything anew afterwards: the epoch is another one. */
export const restoreBackup = (io: Io, file: string, options: Options) =>
  explained(() => fill(io, () => readBackup(file), databaseOf(io, options), { ...options, renewEpoch: true }));

/** SDKs go on where they are: epoch and versions stay. */
export const migrateToPostgres = (io: Io, from: string, to: string, options: Options) =>
  explained(async () => {
    if (!from.startsWith("file:") || !/^postgres(ql)?:/.test(to)) {
      throw new CliProblem(2, "migrate-to-postgres takes file:<path> and postgres://…, in this order");
    }
    const source = await openRows(from, "source");
    await fill(io, () => source.rows(), to, { ...options, renewEpoch: false }).finally(() => source.close());
  });

async function fill(
  io: Io,
  source: () => Rows,
  url: string,
  { renewEpoch, json }: { renewEpoch: boolean; json?: boolean },
): Promise<void> {
  const target = await openRows(url, "target");
  const counts = await copyRows(source, target, { renewEpoch }).finally(() => target.close());
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
  print(io, { ...(json && { json }) }, { rows }, `${rows} rows copied and compared`);
}

const databaseOf = ({ env }: Io, { database }: Options) =>
  database ?? readConfig({ SWITCHYARD_DATABASE: env.SWITCHYARD_DATABASE }).database;

async function explained(work: () => Promise<void>): Promise<ExitCode> {
  try {
    await work();
    return 0;
  } catch (error) {
    const isFile = error instanceof Error && "syscall" in error;
    const isKnown = error instanceof StorageError || error instanceof StartError || isFile;
    throw isKnown ? new CliProblem(3, error.message, { code: "DATABASE" }) : error;
  }
}
