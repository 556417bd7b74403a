import { getTableColumns, type Placeholder, type SQL, sql } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";

type Row<Table extends SQLiteTable> = Table["$inferInsert"];

/** A placeholder for every column, named as the column: for prepared inserts. */
export function everyColumn<Table extends SQLiteTable>(table: Table): { [Name in keyof Row<Table>]-?: Placeholder } {
  const names = Object.keys(getTableColumns(table));
  return Object.fromEntries(names.map((name) => [name, sql.placeholder(name)])) as {
    [Name in keyof Row<Table>]-?: Placeholder;
  };
}

/** The same as assignments, for prepared updates. Leaves out what an update must not touch. */
export function assignments<Table extends SQLiteTable>(table: Table, ...except: (keyof Row<Table>)[]) {
  return pick(table, except, (name) => sql`${sql.placeholder(name)}`);
}

/** The values of the row that could not be inserted: for upserts. */
export function excluded<Table extends SQLiteTable>(table: Table, ...except: (keyof Row<Table>)[]) {
  return pick(table, except, (_name, column) => sql`excluded.${sql.identifier(column)}`);
}

function pick<Table extends SQLiteTable>(
  table: Table,
  except: (keyof Row<Table>)[],
  value: (name: string, column: string) => SQL,
) {
  const columns = Object.entries(getTableColumns(table)).filter(([name]) => !except.includes(name));
  return Object.fromEntries(columns.map(([name, column]) => [name, value(name, column.name)])) as {
    [Name in keyof Row<Table>]?: SQL;
  };
}
