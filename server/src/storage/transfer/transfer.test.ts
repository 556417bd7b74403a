import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import pg from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { configure, createFlag, must, verifyLog } from "../conformance/actions.case.ts";
import { openStorage } from "../open.ts";
import { startPostgres, type TestPostgres } from "../postgres/server.case.ts";
import { readBackup, writeBackup } from "./backup-file.ts";
import { copyRows } from "./copy.ts";
import { openRows } from "./database.ts";
import type { RowDatabase } from "./row-database.ts";

let server: TestPostgres;
let databases = 0;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server?.remove(), 60_000);

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "switchyard-transfer-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const newUrl = {
  async SQLite() {
    return `file:${join(temporaryFolder(), "switchyard.db")}`;
  },
  async PostgreSQL() {
    await server.createDatabase(`transfer_${++databases}`);
    return server.url(`transfer_${databases}`);
  },
};

/** A database with a history, texts of all kinds and counts. */
async function fill(url: string): Promise<void> {
  const storage = await openStorage(url);
  const project = must(await storage.project("default"));
  const production = must(await storage.environment(project.id, "production"));
  for (let n = 0; n < 30; n++) {
    const { result: flag } = await createFlag(storage, project, `flag-${n}`, { name: `"Ünï ☃ ${n}\\u0000\n` });
    await configure(storage, flag, production, { enabled: n % 2 === 0 });
  }
  const place = { environmentId: production.id, hour: 3_600_000, at: 3_600_001 };
  await storage.usage.add({
    evaluations: [{ ...place, flag: "flag-1", variant: null, count: 7 }],
    unknown: [],
    events: [{ ...place, event: "bought", kind: "server", count: 3, sum: 0.1 + 0.2 }],
  });
  await storage.close();
}

async function using<T>(url: string, mode: "source" | "target", work: (rows: RowDatabase) => Promise<T>): Promise<T> {
  const rows = await openRows(url, mode);
  return work(rows).finally(() => rows.close());
}

/** @returns the rows of the last */
async function execute(url: string, statements: string[]): Promise<unknown[]> {
  if (url.startsWith("file:")) {
    const sqlite = new BetterSqlite3(url.slice("file:".length));
    const prepared = statements.map((text) => () => {
      const statement = sqlite.prepare(text);
      return statement.reader ? statement.all() : void statement.run();
    });
    const rows = prepared.map((run) => run()).at(-1) ?? [];
    sqlite.close();
    return rows;
  }
  const client = new pg.Client(url);
  await client.connect();
  let rows: unknown[] = [];
  for (const statement of statements) ({ rows } = await client.query(statement));
  await client.end();
  return rows;
}

async function stateOf(url: string) {
  const storage = await openStorage(url);
  const project = must(await storage.project("default"));
  const production = must(await storage.environment(project.id, "production"));
  const { epoch, ...ruleset } = await storage.ruleset(production.id);
  const log = await verifyLog(storage);
  const events = await storage.usage.hourlyEvents(production.id, 0);
  await storage.close();
  return { epoch, state: { ruleset, log, events } };
}

test.each([
  ["SQLite", "SQLite"],
  ["SQLite", "PostgreSQL"],
  ["PostgreSQL", "SQLite"],
  ["PostgreSQL", "PostgreSQL"],
] as const)(
  "a backup of %s restored into %s is the same, with another epoch; a second time is refused",
  async (from, to) => {
    const [source, target] = [await newUrl[from](), await newUrl[to]()];
    await fill(source);
    const file = join(temporaryFolder(), "backup.jsonl");
    await using(source, "source", (rows) => writeBackup(rows.rows(), file));
    await using(target, "target", (rows) => copyRows(() => readBackup(file), rows, { renewEpoch: true }));
    const [before, after] = [await stateOf(source), await stateOf(target)];
    expect(after.state).toEqual(before.state);
    expect(after.state.log).toMatchObject({ intact: true });
    expect(after.epoch).not.toBe(before.epoch);
    const again = using(target, "target", (rows) => copyRows(() => readBackup(file), rows, { renewEpoch: true }));
    await expect(again).rejects.toMatchObject({ code: "refused", message: expect.stringContaining("empty database") });
  },
  60_000,
);

test("who moves to PostgreSQL keeps the epoch: SDKs go on where they are", async () => {
  const [source, target] = [await newUrl.SQLite(), await newUrl.PostgreSQL()];
  await fill(source);
  await using(source, "source", (from) =>
    using(target, "target", (to) => copyRows(() => from.rows(), to, { renewEpoch: false })),
  );
  expect(await stateOf(target)).toEqual(await stateOf(source));
}, 60_000);

test.each(["SQLite", "PostgreSQL"] as const)(
  "a %s that servers of an older release work on is refused, and keeps its tables",
  async (kind) => {
    const source = await newUrl[kind]();
    await (await openStorage(source)).close();
    const undo = [
      "drop table guard_browsers",
      "delete from __drizzle_migrations where created_at >= (select created_at from __drizzle_migrations order by created_at desc limit 1 offset 1)",
    ];
    await execute(source, undo);
    const before = await execute(source, ["select * from __drizzle_migrations"]);
    await expect(openRows(source, "source")).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining("take the newest version that a server was started with on it"),
    });
    expect(await execute(source, ["select * from __drizzle_migrations"])).toEqual(before);
    await expect(openRows(await newUrl.PostgreSQL(), "source")).rejects.toMatchObject({
      message: expect.stringContaining("it has no tables of Switchyard"),
    });
  },
  60_000,
);

test.each(["SQLite", "PostgreSQL"] as const)(
  "a %s says which servers may start on its own tables, whatever was restored into it",
  async (kind) => {
    const [source, target] = [await newUrl[kind](), await newUrl[kind]()];
    await fill(source);
    const oldest = "select value from meta where name = 'oldestTables'";
    await execute(source, ["update meta set value = '1' where name = 'oldestTables'"]);
    await using(target, "target", async () => {});
    const before = await execute(target, [oldest]);
    const file = join(temporaryFolder(), "backup.jsonl");
    await using(source, "source", (rows) => writeBackup(rows.rows(), file));
    await using(target, "target", (rows) => copyRows(() => readBackup(file), rows, { renewEpoch: true }));
    expect(before).not.toEqual([{ value: "1" }]);
    expect(await execute(target, [oldest])).toEqual(before);
  },
  60_000,
);

test("what can't be written or read is named, and no part of a backup is left", async () => {
  const source = await newUrl.SQLite();
  await fill(source);
  const folder = temporaryFolder();
  const written = (file: string) => using(source, "source", (rows) => writeBackup(rows.rows(), file));
  mkdirSync(join(folder, "taken"));
  await expect(written(join(folder, "absent", "b.jsonl"))).rejects.toMatchObject({
    code: "unavailable",
    message: `The backup can't be written to ${folder}/absent/b.jsonl: a part of the path does not exist (ENOENT)`,
  });
  await expect(written(join(folder, "taken"))).rejects.toMatchObject({
    message: `The backup can't be written to ${folder}/taken: it is a folder, not a file (EISDIR)`,
  });
  expect(readdirSync(folder)).toEqual(["taken"]);
  const read = (file: string) => readBackup(file)[Symbol.asyncIterator]().next();
  await expect(read(join(folder, "absent"))).rejects.toMatchObject({
    code: "unavailable",
    message: `The backup ${folder}/absent can't be read: a part of the path does not exist (ENOENT)`,
  });
  writeFileSync(join(folder, "list.txt"), "milk\n");
  await expect(read(join(folder, "list.txt"))).rejects.toMatchObject({
    message: `${folder}/list.txt is not a backup that this Switchyard can read`,
  });
  await expect(openRows(`file://${folder}/absent.db`, "source")).rejects.toMatchObject({
    message: `There is no database ${folder}/absent.db`,
  });
});

test("a damaged database is called so, and no part of a backup is left", async () => {
  const source = await newUrl.SQLite();
  await fill(source);
  const path = source.slice("file:".length);
  const [page] = (await execute(source, ["select rootpage from sqlite_schema where name = 'flags'"])) as {
    rootpage: number;
  }[];
  const bytes = readFileSync(path);
  const from = (must(page).rootpage - 1) * 4096;
  bytes.fill(0xff, from, from + 4096);
  writeFileSync(path, bytes);
  const folder = temporaryFolder();
  const written = using(source, "source", (rows) => writeBackup(rows.rows(), join(folder, "backup.jsonl")));
  await expect(written).rejects.toMatchObject({
    code: "damaged",
    message: `Database ${path}: it is damaged; restore it from a backup (SQLITE_CORRUPT)`,
  });
  expect(readdirSync(folder)).toEqual([]);
});

test("a backup that is cut, damaged or of a later server is refused, and leaves the target empty", async () => {
  const source = await newUrl.SQLite();
  await fill(source);
  const file = join(temporaryFolder(), "backup.jsonl");
  await using(source, "source", (rows) => writeBackup(rows.rows(), file));
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  const target = await newUrl.PostgreSQL();
  const restored = (changed: string[]) => {
    writeFileSync(file, `${changed.join("\n")}\n`);
    return using(target, "target", (rows) => copyRows(() => readBackup(file), rows, { renewEpoch: true }));
  };
  const cut = `${lines[20]}`.slice(0, 10);
  await expect(restored([...lines.slice(0, 20), cut])).rejects.toMatchObject({
    message: `${file}: it is cut or damaged after 19 rows`,
  });
  await expect(restored(lines.slice(0, -1))).rejects.toMatchObject({ code: "damaged" });
  await expect(restored(lines.toSpliced(-2, 1))).rejects.toMatchObject({ code: "damaged" });
  await expect(restored(lines.toSpliced(5, 1, "{"))).rejects.toMatchObject({ code: "damaged" });
  await expect(restored(lines.toSpliced(5, 0, '["flags; drop table flags",{}]'))).rejects.toMatchObject({
    code: "newer",
  });
  await expect(restored(lines.slice(1))).rejects.toMatchObject({ code: "damaged" });
  expect(await restored(lines)).toMatchObject({ flags: 30 });
}, 60_000);
