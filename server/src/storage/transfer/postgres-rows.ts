import pg from "pg";
import { toStorageError } from "../postgres/failure.ts";
import { readLocation } from "../postgres/location.ts";
import { migrate, requireMigrated } from "../postgres/migrate.ts";
import { type RowDatabase, requireEmpty } from "./row-database.ts";
import { EMPTY_META, quoted, type Row, sorted, TABLES } from "./tables.ts";

const AT_ONCE = 500;
const INT8 = 20;

export async function openPostgresRows(url: string, mode: "source" | "target"): Promise<RowDatabase> {
  const { connection, name } = readLocation(url);
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  client.setTypeParser(INT8, Number);
  try {
    await client.connect();
    if (mode === "target") await migrate(client, name);
    else {
      // Servers of another version may be at work on it.
      await client.query("begin isolation level repeatable read read only");
      await requireMigrated(client, name);
    }
  } catch (error) {
    await client.end().catch(() => {});
    throw toStorageError(error, name);
  }
  return {
    async *rows() {
      try {
        for (const table of TABLES) {
          await client.query(`declare rows_of cursor with hold for ${sorted(table)}`);
          for (;;) {
            const { rows } = await client.query<Row>(`fetch ${AT_ONCE} from rows_of`);
            for (const row of rows) yield { table: table.name, row };
            if (rows.length < AT_ONCE) break;
          }
          await client.query("close rows_of");
        }
      } catch (error) {
        throw toStorageError(error, name);
      }
    },
    async fill(fill) {
      await client.query("begin");
      try {
        const filled = TABLES.map(({ name }) => `(select '${name}' as name from ${quoted(name)} limit 1)`);
        requireEmpty(name, (await client.query(filled.join(" union all "))).rows);
        await client.query(EMPTY_META);
        await fill(async (table, rows) => {
          const columns = Object.keys(rows[0] ?? {}).map(quoted);
          const statement = `insert into ${quoted(table)} (${columns}) select ${columns} from json_populate_recordset(null::${quoted(table)}, $1)`;
          await client.query(statement, [JSON.stringify(rows)]);
        });
        await client.query("commit");
      } catch (error) {
        await client.query("rollback").catch(() => {});
        throw toStorageError(error, name);
      }
    },
    close: () => client.end(),
  };
}
