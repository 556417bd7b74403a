import * as tables from "@switchyard/migrations/sqlite";
import { is } from "drizzle-orm";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import { OLDEST_TABLES } from "../known-tables.ts";

/** A row as the database holds it, by the names of its columns: the same on both databases. */
export type Row = Record<string, string | number | null>;
export type Rows = AsyncIterable<{ table: string; row: Row }>;

export interface Table {
  name: string;
  columns: string[];
  /** What it is sorted by, bytewise on both databases. */
  key: string[];
}

const all = Object.values(tables as Record<string, unknown>).filter((value) => is(value, SQLiteTable));

/** Every table, those that others refer to first. */
export const TABLES: readonly Table[] = inOrder(
  all.map((table) => {
    const { name, columns, primaryKeys, foreignKeys } = getTableConfig(table);
    const key = primaryKeys[0]?.columns ?? columns.filter(({ primary }) => primary);
    return {
      name,
      columns: columns.map(({ name }) => name).sort(),
      key: key.map(({ name }) => name),
      refers: foreignKeys.map((foreign) => getTableConfig(foreign.reference().foreignTable).name),
    };
  }),
);

function inOrder(tables: (Table & { refers: string[] })[]): Table[] {
  const placed: Table[] = [];
  while (placed.length < tables.length) {
    const names = new Set(placed.map(({ name }) => name));
    placed.push(...tables.filter(({ name, refers }) => !names.has(name) && refers.every((other) => names.has(other))));
  }
  return placed;
}

export const quoted = (name: string) => `"${name}"`;
/** Without what a database says of its own tables: a copy has others. */
export const sorted = ({ name, columns, key }: Table) => {
  const own = name === "meta" ? ` where name <> '${OLDEST_TABLES}'` : "";
  return `select ${columns.map(quoted)} from ${quoted(name)}${own} order by ${key.map(quoted)}`;
};
/** What a new database has, and a copy brings of its own. */
export const EMPTY_META = `delete from meta where name <> '${OLDEST_TABLES}'`;
