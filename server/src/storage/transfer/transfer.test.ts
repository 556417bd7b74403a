import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
  await expect(restored(lines.slice(0, -1))).rejects.toMatchObject({ code: "damaged" });
  await expect(restored(lines.toSpliced(-2, 1))).rejects.toMatchObject({ code: "damaged" });
  await expect(restored(lines.toSpliced(5, 1, "{"))).rejects.toMatchObject({ code: "damaged" });
  await expect(restored(lines.toSpliced(5, 0, '["flags; drop table flags",{}]'))).rejects.toMatchObject({
    code: "newer",
  });
  await expect(restored(lines.slice(1))).rejects.toMatchObject({ code: "damaged" });
  expect(await restored(lines)).toMatchObject({ flags: 30 });
}, 60_000);
