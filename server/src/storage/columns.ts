import { getTableColumns, type Placeholder, type SQL, sql, type Table } from "drizzle-orm";

type Row<T extends Table> = T["$inferInsert"];

/** A placeholder for every column, named as the column: for prepared inserts. */
export function everyColumn<T extends Table>(table: T): { [Name in keyof Row<T>]-?: Placeholder } {
  const names = Object.keys(getTableColumns(table));
  return Object.fromEntries(names.map((name) => [name, sql.placeholder(name)])) as {
    [Name in keyof Row<T>]-?: Placeholder;
  };
}

/** The same as assignments, for prepared updates. Leaves out what an update must not touch. */
export function assignments<T extends Table>(table: T, ...except: (keyof Row<T>)[]) {
  return pick(table, except, (name) => sql`${sql.placeholder(name)}`);
}

/** The values of the row that could not be inserted: for upserts. */
export function excluded<T extends Table>(table: T, ...except: (keyof Row<T>)[]) {
  return pick(table, except, (_name, column) => sql`excluded.${sql.identifier(column)}`);
}

function pick<T extends Table>(table: T, except: (keyof Row<T>)[], value: (name: string, column: string) => SQL) {
  const columns = Object.entries(getTableColumns(table)).filter(([name]) => !except.includes(name));
  return Object.fromEntries(columns.map(([name, column]) => [name, value(name, column.name)])) as {
    [Name in keyof Row<T>]?: SQL;
  };
}
