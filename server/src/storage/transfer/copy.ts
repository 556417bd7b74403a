import { randomUUID } from "node:crypto";
import { StorageError } from "../storage-error.ts";
import type { RowDatabase } from "./row-database.ts";
import { type Row, type Rows, TABLES } from "./tables.ts";

const AT_ONCE = 500;

/**
 * Copies rows into an empty database, in one transaction, and compares what arrived row by row before it is committed.
 *
 * @param source gives the same rows each time, sorted as {@link TABLES}
 * @returns rows by table
 * @throws StorageError, and then the target is as it was
 */
export async function copyRows(
  source: () => Rows,
  target: RowDatabase,
  { renewEpoch }: { renewEpoch: boolean },
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const rows = () => (renewEpoch ? withEpoch(source(), epoch) : source());
  const epoch = randomUUID();
  await target.fill(async (insert) => {
    let batch: { table: string; rows: Row[] } | undefined;
    for await (const { table, row } of rows()) {
      if (batch && (batch.table !== table || batch.rows.length >= AT_ONCE)) {
        await insert(batch.table, batch.rows);
        batch = undefined;
      }
      batch ??= { table, rows: [] };
      batch.rows.push(row);
      counts[table] = (counts[table] ?? 0) + 1;
    }
    if (batch) await insert(batch.table, batch.rows);
    await compare(rows(), target.rows());
  });
  return counts;
}

async function compare(expected: Rows, received: Rows): Promise<void> {
  const others = received[Symbol.asyncIterator]();
  for await (const { table, row } of expected) {
    const { value: other } = await others.next();
    if (other?.table === table && isSame(row, other.row)) continue;
    const { key = [] } = TABLES.find(({ name }) => name === table) ?? {};
    const place = key.map((column) => `${column} ${row[column]}`).join(", ");
    throw new StorageError("damaged", `Table ${table}: the row with ${place} is not the same in the copy`);
  }
  if (!(await others.next()).done) throw new StorageError("damaged", "The copy has rows that the source does not have");
}

/** Columns that the source did not know have got their default. */
const isSame = (row: Row, copy: Row) => Object.entries(row).every(([column, value]) => copy[column] === value);

async function* withEpoch(rows: Rows, epoch: string): Rows {
  for await (const { table, row } of rows) {
    yield table === "meta" && row.name === "epoch" ? { table, row: { ...row, value: epoch } } : { table, row };
  }
}
