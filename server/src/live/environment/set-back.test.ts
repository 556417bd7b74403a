import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startLive, type TestLive } from "../live.case.ts";
import { TestSdk } from "../test-sdk.case.ts";

// The database is set back under a server that runs on, as when a standby takes over that lacks the last changes. SDKs stay connected
// all the while, so nobody comes with a hello that tells of it.

const NEVER = 3_600_000;

let at: TestLive;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "switchyard-set-back-"));
});
afterEach(async () => {
  await at.close();
  rmSync(folder, { recursive: true, force: true });
});

/** @returns what puts all rows back as they are now */
async function standby(): Promise<() => void> {
  const copy = join(folder, "standby.db");
  const database = new Database(join(folder, "switchyard.db"));
  await database.backup(copy);
  return () => {
    database.pragma("foreign_keys = off");
    database.exec(`attach '${copy}' as standby`);
    const tables = database.prepare(
      "select name from main.sqlite_master where type = 'table' and name not like '\\_%' escape '\\'",
    );
    const names = tables
      .pluck()
      .all()
      .filter((name) => !String(name).startsWith("sqlite_"));
    const takeOver = names.map(
      (name) => `delete from main.${name}; insert into main.${name} select * from standby.${name};`,
    );
    database.exec(`begin; ${takeOver.join("\n")} commit`);
    database.close();
  };
}

describe("a database that lost the last change while SDKs are connected", () => {
  it("is noticed by itself: everyone gets what there is", async () => {
    at = await startLive({ folder, timings: { poll: 10 } });
    const kept = await at.saveFlag({ key: "checkout", enabled: false });
    const takeOver = await standby();
    await at.saveFlag({ key: "checkout", enabled: true });
    const sdk = await TestSdk.connect(at);
    const { epoch } = (await sdk.next()) as { epoch: string };
    takeOver();
    expect(await sdk.next()).toMatchObject({ type: "snapshot", version: kept, flags: [{ enabled: false }] });
    expect(sdk.epoch).not.toBe(epoch);
  });

  it("and was written to since, so that it counts as far as before: a kill reaches everyone, and nobody is said to have it before", async () => {
    at = await startLive({ folder, timings: { poll: NEVER } });
    await at.saveFlag({ key: "checkout" });
    const takeOver = await standby();
    const lost = await at.saveFlag({ key: "checkout", fallthrough: { variant: "on" }, salt: "xyz9876" });
    const sdk = await TestSdk.connect(at);
    await sdk.next();
    takeOver();
    const version = await at.saveFlag({ key: "checkout", killed: true });
    expect(version).toBe(lost);
    expect(await sdk.next()).toMatchObject({ type: "snapshot", version, flags: [{ key: "checkout", killed: true }] });
    await expect.poll(async () => (await at.live.receipts(at.environment.id, version)).confirmed).toBe(1);
  });

  it("and was written to by another node whose word got lost", async () => {
    at = await startLive({
      folder,
      timings: { poll: 10 },
      wrap: (storage) => ({ ...storage, onCommit: () => () => {} }),
    });
    await at.saveFlag({ key: "checkout" });
    const takeOver = await standby();
    const lost = await at.saveFlag({ key: "other" });
    const sdk = await TestSdk.connect(at);
    await sdk.next();
    while ((await at.live.entry(at.environment.id)).version < lost) await new Promise(setImmediate);
    takeOver();
    const version = await at.saveFlag({ key: "checkout", killed: true });
    await at.saveFlag({ key: "third" });
    await expect.poll(() => sdk.flags.get("checkout")).toMatchObject({ killed: true });
    expect(version).toBe(lost);
    expect([...sdk.flags.keys()].sort()).toEqual(["checkout", "third"]);
  });

  it("and was written to twice, of which only the second was told", async () => {
    let isLost = false;
    at = await startLive({
      folder,
      timings: { poll: NEVER },
      wrap: (storage) => ({ ...storage, onCommit: (tell) => storage.onCommit((hints) => isLost || tell(hints)) }),
    });
    await at.saveFlag({ key: "checkout" });
    const takeOver = await standby();
    const lost = await at.saveFlag({ key: "other" });
    const sdk = await TestSdk.connect(at);
    await sdk.next();
    takeOver();
    isLost = true;
    expect(await at.saveFlag({ key: "checkout", killed: true })).toBe(lost);
    isLost = false;
    await at.saveFlag({ key: "third" });
    await expect.poll(() => sdk.flags.get("checkout")).toMatchObject({ killed: true });
    expect([...sdk.flags.keys()].sort()).toEqual(["checkout", "third"]);
  });
});

it("one that lost nothing keeps its epoch, however much is written and read at once", async () => {
  at = await startLive({ folder, timings: { poll: 1 } });
  const sdk = await TestSdk.connect(at);
  const { epoch } = (await sdk.next()) as { epoch: string };
  for (let round = 0; round < 20; round += 1) {
    await Promise.all(Array.from({ length: 20 }, (_, index) => at.saveFlag({ key: `flag-${index}` })));
  }
  await sdk.atVersion(400);
  expect([sdk.epoch, sdk.faults, await at.storage.epoch()]).toEqual([epoch, [], epoch]);
});
