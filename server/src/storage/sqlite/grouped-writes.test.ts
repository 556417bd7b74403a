import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import type { DiskSync } from "./disk-sync.ts";
import { createGroupedWrites } from "./grouped-writes.ts";

/** A disk that takes its time, until it is told what becomes of it. */
class SlowDisk implements DiskSync {
  syncs: { reach(): void; fail(error: Error): void }[] = [];
  #wake = () => {};
  sync(): Promise<void> {
    return new Promise((reach, fail) => {
      this.syncs.push({ reach, fail });
      this.#wake();
    });
  }
  async next() {
    while (this.syncs.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.syncs.shift() ?? expect.unreachable();
  }
  async close() {}
}

function given() {
  const folder = mkdtempSync(join(tmpdir(), "switchyard-grouped-"));
  const file = join(folder, "test.db");
  const sqlite = new BetterSqlite3(file);
  sqlite.pragma("journal_mode = WAL");
  sqlite.exec("create table rows (n integer primary key)");
  const outside = new BetterSqlite3(file);
  onTestFinished(() => {
    outside.close();
    sqlite.close();
    rmSync(folder, { recursive: true });
  });
  const disk = new SlowDisk();
  const writes = createGroupedWrites(sqlite, { translate: (error) => error, disk, forget: () => {} });
  const insertRow = sqlite.prepare("insert into rows values (?)");
  const heard: string[] = [];
  const insert = (n: number, isKept = true) =>
    writes
      .run(
        () => ({ result: n, isKept: insertRow.run(n).changes === 1 && isKept }),
        () => heard.push(`told ${n}`),
      )
      .then(
        () => heard.push(`done ${n}`),
        () => heard.push(`failed ${n}`),
      );
  const rows = () => outside.prepare("select n from rows order by n").pluck().all();
  return { disk, writes, insert, heard, rows };
}

test("jobs that wait share one sync; nobody hears of them before it, and those that fail or keep nothing are alone with it", async () => {
  const { disk, writes, insert, heard, rows } = given();
  const all = Promise.all([insert(1), insert(2, false), insert(1), insert(3)]);
  const sync = await disk.next();
  expect(heard).toEqual([]);
  expect(writes.isSyncing).toBe(true);
  sync.reach();
  await all;
  expect(heard.filter((line) => line.startsWith("told"))).toEqual(["told 1", "told 2", "told 3"]);
  expect(heard).toContain("failed 1");
  expect(rows()).toEqual([1, 3]);
  expect(writes.isSyncing).toBe(false);
  expect(disk.syncs).toEqual([]);
});

test("the next group runs while one is on its way to the disk, and is seen only when that one is there", async () => {
  const { disk, writes, insert, heard, rows } = given();
  const first = insert(1);
  const sync = await disk.next();
  let hasRun = () => {};
  const running = new Promise<void>((resolve) => (hasRun = resolve));
  const second = writes.run(() => {
    hasRun();
    return { result: undefined, isKept: true };
  });
  const third = insert(2);
  await running;
  expect(rows()).toEqual([1]);
  sync.reach();
  await first;
  (await disk.next()).reach();
  await Promise.all([second, third]);
  expect(heard).toEqual(["told 1", "done 1", "told 2", "done 2"]);
  expect(rows()).toEqual([1, 2]);
});

test("what writes nothing does not wait for the disk, unless it could have seen what is on its way there", async () => {
  const { disk, insert, heard } = given();
  await insert(1, false);
  const first = insert(1);
  const sync = await disk.next();
  const second = insert(2, false);
  for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
  expect(heard).toEqual(["told 1", "done 1"]);
  sync.reach();
  await Promise.all([first, second]);
  expect(heard.slice(2).filter((line) => line.startsWith("told"))).toEqual(["told 1", "told 2"]);
});

test("when the disk does not take it, whoever waited hears that, and nothing is written any more", async () => {
  const { disk, writes, insert, heard } = given();
  const first = insert(1);
  const sync = await disk.next();
  const second = insert(2);
  sync.fail(new Error("EIO"));
  await Promise.all([first, second, insert(3)]);
  expect(heard).toEqual(["failed 1", "failed 2", "failed 3"]);
  await expect(writes.run(() => ({ result: 1, isKept: true }))).rejects.toThrow(/restart the server/);
});

test("closing waits for the last one and refuses others", async () => {
  const { disk, writes, insert, heard } = given();
  void insert(1);
  const closing = writes.close();
  await insert(2);
  (await disk.next()).reach();
  await closing;
  expect(heard).toEqual(["failed 2", "told 1", "done 1"]);
});
