import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import BetterSqlite3 from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openStorage } from "./open.ts";
import { StorageError } from "./storage-error.ts";
import { openRows } from "./transfer/database.ts";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "switchyard-open-"));
  file = join(folder, "switchyard.db");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function failure(url: string): Promise<StorageError> {
  const error: unknown = await openStorage(url).then(
    async (storage) => {
      await storage.close();
      throw new Error("it opened");
    },
    (reason: unknown) => reason,
  );
  if (!(error instanceof StorageError)) throw error;
  expect(error.message).not.toContain("\n");
  return error;
}

async function make(): Promise<void> {
  const storage = await openStorage(`file:${file}`);
  await storage.close();
}

describe("openStorage", { timeout: 30_000 }, () => {
  test("makes the folder and the file, for this user alone", async () => {
    const path = join(folder, "a", "b", "switchyard.db");
    const storage = await openStorage(`file:${path}`);
    const mode = (of: string) => (statSync(of).mode & 0o777).toString(8);
    expect([mode(join(folder, "a")), mode(join(folder, "a", "b"))]).toEqual(["700", "700"]);
    expect([path, `${path}-wal`, `${path}-shm`].map(mode)).toEqual(["600", "600", "600"]);
    await storage.close();
    expect(existsSync(`${path}-wal`)).toBe(false);
  });

  test("takes a file URL too", async () => {
    const storage = await openStorage(pathToFileURL(file).href);
    await storage.close();
    expect(existsSync(file)).toBe(true);
  });

  test("in memory: two connections, and nothing left behind", async () => {
    const storage = await openStorage("file::memory:");
    expect(await storage.projects()).toHaveLength(1);
    await storage.close();
    await expect(storage.projects()).rejects.toMatchObject({ code: "unavailable" });
    await expect(storage.accounts.setSetupHash("x")).rejects.toMatchObject({ code: "unavailable" });
    await storage.close();
  });

  test("two at once make one default project between them", async () => {
    const [one, other] = await Promise.all([openStorage(`file:${file}`), openStorage(`file:${file}`)]);
    expect(await one.epoch()).toBe(await other.epoch());
    expect(await other.projects()).toHaveLength(1);
    expect(await other.changeLog(0, 10)).toHaveLength(1);
    await one.close();
    await other.close();
  });

  test.each([
    ["postgres://user:hunter2@[/switchyard", "setting", /URL/],
    ["postgresql://user:hunter2@db:x/switchyard", "setting", /URL/],
    ["mysql://user:hunter2@db/switchyard", "setting", /file:<path>/],
    ["./switchyard.db", "setting", /file:<path>/],
    ["", "setting", /file:<path>/],
    ["file:", "setting", /file:<path>/],
    ["file://data/switchyard.db", "setting", /data\/switchyard\.db: after file:\/\/ comes an absolute path/],
    ["file:///%zz", "setting", /absolute path/],
  ])("refuses %s", async (url, code, message) => {
    const error = await failure(url);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain("hunter2");
  });

  test("names the file when its folder can't be made", async () => {
    writeFileSync(join(folder, "plain"), "");
    const path = join(folder, "plain", "data", "switchyard.db");
    expect(await failure(`file:${path}`)).toMatchObject({
      code: "unavailable",
      message: expect.stringContaining(path),
    });
  });

  test("names the file when it is a folder", async () => {
    mkdirSync(file);
    const error = await failure(`file:${file}`);
    expect(error).toMatchObject({
      code: "unavailable",
      message: `Database ${file}: it is a folder, not a file (EISDIR)`,
    });
  });

  test("names the file when the folder can't be written", async () => {
    // A mode does not hold root back; on Linux /proc does, and elsewhere nobody runs tests as root.
    const unwritable = process.platform === "linux" ? "/proc" : folder;
    if (unwritable === folder) chmodSync(folder, 0o500);
    const path = join(unwritable, "switchyard.db");
    expect(await failure(`file:${path}`)).toMatchObject({
      code: "unavailable",
      message: expect.stringContaining(path),
    });
    chmodSync(folder, 0o700);
  });

  test("refuses a file that is no database", async () => {
    writeFileSync(file, "This is a shopping list, not a database.\n".repeat(100));
    expect(await failure(`file:${file}`)).toMatchObject({
      code: "damaged",
      message: `Database ${file}: it is not a SQLite database (SQLITE_NOTADB)`,
    });
    expect(readFileSync(file, "utf8")).toMatch(/^This is a shopping list/);
  });

  test("refuses a database that was cut off", async () => {
    await make();
    writeFileSync(file, readFileSync(file).subarray(0, 20_000));
    expect(await failure(`file:${file}`)).toMatchObject({ code: "damaged", message: expect.stringContaining(file) });
  });

  test("refuses a database with damaged pages", async () => {
    await make();
    const bytes = readFileSync(file);
    bytes.fill(0xff, 4096 * 4, 4096 * 12);
    writeFileSync(file, bytes);
    expect(await failure(`file:${file}`)).toMatchObject({ code: "damaged", message: expect.stringContaining(file) });
  });

  test("refuses a database without its tables", async () => {
    await make();
    const sqlite = new BetterSqlite3(file);
    sqlite.exec("drop table configurations");
    sqlite.close();
    expect(await failure(`file:${file}`)).toMatchObject({
      code: "damaged",
      message: expect.stringMatching(/configurations/),
    });
  });

  test("refuses another program's database", async () => {
    const sqlite = new BetterSqlite3(file);
    sqlite.exec("create table recipes (name text)");
    expect(await failure(`file:${file}`)).toMatchObject({ code: "damaged", message: expect.stringMatching(/recipes/) });
    sqlite.close();
  });

  describe("leaves every byte as it is", () => {
    const bytesOf = (path: string) => (existsSync(path) ? readFileSync(path).toString("base64") : "none");
    const bytes = () => [file, `${file}-wal`, `${file}-journal`].map(bytesOf);

    async function refusedUntouched(): Promise<void> {
      const before = bytes();
      for (const open of [
        openStorage,
        (url: string) => openRows(url, "target"),
        (url: string) => openRows(url, "source"),
      ]) {
        await expect(open(`file:${file}`)).rejects.toThrow(StorageError);
        expect(bytes().map((now, at) => now === before[at])).toEqual([true, true, true]);
      }
    }

    test("of another program's database", async () => {
      const sqlite = new BetterSqlite3(file);
      sqlite.exec("create table recipes (name text)");
      sqlite.close();
      await refusedUntouched();
      expect(readdirSync(folder)).toEqual(["switchyard.db"]);
    });

    async function makeNewer(end: (sqlite: BetterSqlite3.Database) => void): Promise<void> {
      await make();
      const sqlite = new BetterSqlite3(file);
      sqlite.exec("insert into __drizzle_migrations (hash, created_at) values ('later', 4102444800000)");
      sqlite.exec("update meta set value = '4102444800000' where name = 'oldestTables'");
      end(sqlite);
    }

    test("of a newer server's database", async () => {
      await makeNewer((sqlite) => sqlite.close());
      await refusedUntouched();
      expect(readdirSync(folder)).toEqual(["switchyard.db"]);
    });

    test("of a newer server's database that was killed, with its write-ahead log", async () => {
      await makeNewer((sqlite) => {
        const kept = [file, `${file}-wal`].map((path) => [path, readFileSync(path)] as const);
        sqlite.close();
        for (const [path, content] of kept) writeFileSync(path, content);
      });
      expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
      await refusedUntouched();
    });
  });

  test("refuses a database that a newer server has used", async () => {
    await make();
    const sqlite = new BetterSqlite3(file);
    sqlite.exec("insert into __drizzle_migrations (hash, created_at) values ('later', 4102444800000)");
    for (const contracted of [
      "update meta set value = '4102444800000' where name = 'oldestTables'",
      "delete from meta",
    ]) {
      sqlite.exec(contracted);
      expect(await failure(`file:${file}`)).toMatchObject({
        code: "newer",
        message: expect.stringMatching(/newer Switchyard.*2100-01-01/),
      });
    }
    sqlite.close();
  });

  test("starts on the tables of the next release, which have only grown", async () => {
    await make();
    const sqlite = new BetterSqlite3(file);
    sqlite.exec("create table later (a text); alter table flags add column later text");
    sqlite.exec("insert into __drizzle_migrations (hash, created_at) values ('later', 4102444800000)");
    const oldest = () => sqlite.prepare("select value from meta where name = 'oldestTables'").pluck().get();
    const before = oldest();
    const storage = await openStorage(`file:${file}`);
    expect(await storage.projects()).toHaveLength(1);
    await storage.close();
    expect([oldest(), sqlite.prepare("select max(created_at) from __drizzle_migrations").pluck().get()]).toEqual([
      before,
      4102444800000,
    ]);
    sqlite.close();
  });

  test("refuses a database that another process holds", async () => {
    await make();
    const sqlite = new BetterSqlite3(file);
    sqlite.exec("begin immediate");
    expect(await failure(`file:${file}`)).toMatchObject({
      code: "locked",
      message: `Database ${file}: it is locked by another process (SQLITE_BUSY)`,
    });
    sqlite.close();
  });
});

describe("while another process reads for long, as a backup does", { timeout: 30_000 }, () => {
  test("the write-ahead log grows, and shrinks when that is over", async () => {
    const storage = await openStorage(`file:${file}`);
    const walBytes = () => statSync(`${file}-wal`).size;
    const change = async (text: string) =>
      storage.change({ actor: { kind: "system", id: "test", name: "test" } }, async () => ({
        result: undefined,
        change: { action: "project.updated", before: null, after: text, affects: [] },
      }));
    const reader = new BetterSqlite3(file);
    reader.exec("begin; select * from meta");
    for (let count = 0; count < 12; count += 1) await change("x".repeat(2 ** 22));
    expect(walBytes()).toBeGreaterThan(2 ** 25);
    reader.exec("commit");
    reader.close();
    for (let count = 0; count < 3; count += 1) await change("a");
    expect(walBytes()).toBeLessThanOrEqual(2 ** 25);
    await storage.close();
  });
});

describe("while another process holds the lock", { timeout: 30_000 }, () => {
  test("writes wait without holding up this process, and go on when it is released", async () => {
    const storage = await openStorage(`file:${file}`);
    const sqlite = new BetterSqlite3(file);
    sqlite.exec("begin immediate");
    const waiting = storage.accounts.setSetupHash("hash");
    expect(await storage.accounts.setupHash()).toBeUndefined();
    sqlite.exec("rollback");
    await waiting;
    expect(await storage.accounts.setupHash()).toBe("hash");
    sqlite.close();
    await storage.close();
  });

  test("writes fail with one line when it is not released", async () => {
    const storage = await openStorage(`file:${file}`);
    const sqlite = new BetterSqlite3(file);
    sqlite.exec("begin immediate");
    await expect(storage.accounts.setSetupHash("hash")).rejects.toMatchObject({ code: "locked", retryable: true });
    sqlite.close();
    await storage.accounts.setSetupHash("hash");
    await storage.close();
  });
});
