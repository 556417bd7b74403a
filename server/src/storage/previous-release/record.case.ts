import { once } from "node:events";
import { createWriteStream } from "node:fs";
import pg from "pg";
import { must } from "../conformance/actions.case.ts";
import { openStorage } from "../open.ts";
import { startPostgres } from "../postgres/server.case.ts";
import { everyStatement } from "./every-statement.case.ts";

// Writes down what a release says to PostgreSQL, and what it is answered: while nodes are replaced, those of the release
// before go on saying that to the new tables. Run at a release's commit, before the next one's first migration:
//
//     npx tsx server/src/storage/previous-release/record.case.ts 0.1.0

interface Query {
  text?: string;
  values?: unknown[];
  rowMode?: string;
}

const said: object[] = [];
let isMigrated = false;

// biome-ignore lint/suspicious/noExplicitAny: the driver's method has many shapes; all are passed on.
type Any = any;
const original = pg.Client.prototype.query as Any;
pg.Client.prototype.query = function (this: unknown, config: Any, values?: Any, ...more: Any[]) {
  const query: Query = typeof config === "string" ? { text: config } : config;
  const answer = original.call(this, config, values, ...more);
  answer?.then?.(
    ({ rows }: { rows: unknown[] }) => note(query, Array.isArray(values) ? values : query.values, rows),
    () => {},
  );
  return answer;
} as Any;

function note({ text = "", rowMode }: Query, values: unknown[] | undefined, rows: unknown[]): void {
  if (/^(listen|select 1$)/.test(text)) return;
  if (isMigrated) said.push({ text, ...(values?.length && { values }), ...(rowMode && { rowMode }), rows });
  else isMigrated = text === "commit";
}

const version = must(process.argv[2]);
const postgres = await startPostgres();
await postgres.createDatabase("recorded");
const storage = await openStorage(postgres.url("recorded"));
const epoch = await storage.epoch();
await everyStatement(storage);
await storage.close();
await postgres.remove();
const out = createWriteStream(new URL(`./${version}.jsonl`, import.meta.url));
for (const line of [{ epoch }, ...said]) out.write(`${JSON.stringify(line)}\n`);
out.end();
await once(out, "finish");
