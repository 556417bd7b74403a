import { copyFileSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ReportRequest } from "@switchyard/core";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startLive, type TestLive } from "../live.case.ts";
import { TestSdk } from "../test-sdk.case.ts";

// A server is restarted on a copy of its database that lacks the last change, and counts on from there: the numbers that SDKs hold are
// taken by other changes.

let at: TestLive;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "switchyard-set-back-"));
  at = await startLive({ folder });
});
afterEach(async () => {
  await at.close();
  rmSync(folder, { recursive: true, force: true });
});

const LOST = { key: "checkout", clientSide: true, salt: "xyz9876" };
const KILLED = { key: "checkout", clientSide: true, killed: true };

/** @returns what restarts the server on the database as it is now */
async function copyAside(): Promise<() => Promise<void>> {
  const path = join(folder, "switchyard.db");
  const copy = join(folder, "aside.db");
  const database = new Database(path);
  await database.backup(copy);
  database.close();
  return async () => {
    await at.close();
    for (const suffix of ["-wal", "-shm"]) rmSync(`${path}${suffix}`, { force: true });
    copyFileSync(copy, path);
    at = await startLive({ folder });
  };
}

const server = (options = {}) => TestSdk.connect(at, { confirms: false, ...options });
const browser = (options = {}) => TestSdk.browser(at, {}, { confirms: false, ...options });
const confirmed = async (version: number) => (await at.live.receipts(at.environment.id, version)).confirmed;

/** An SDK gets a change that is lost then. @returns what it holds */
async function loseOne(connect: typeof server) {
  await at.saveFlag({ key: "checkout", clientSide: true });
  const restart = await copyAside();
  await at.saveFlag(LOST);
  const sdk = await connect();
  await sdk.next();
  const { epoch, version, stamp } = sdk;
  expect(stamp).toMatch(/^[0-9a-f]{16}$/);
  await sdk.close();
  await restart();
  return { epoch, version, stamp };
}

describe.each([
  ["a server SDK", server, { key: "checkout", killed: true }],
  ["a browser", browser, { key: "checkout", reason: "DISABLED" }],
])("%s that comes back with a version which was lost", (_, connect, killed) => {
  it("gets the one that has its number now, and is not said to have it before", async () => {
    const have = await loseOne(connect);
    const version = await at.saveFlag(KILLED);
    expect(version).toBe(have.version);
    const sdk = await connect({ have });
    expect(await sdk.next()).toMatchObject({ type: "snapshot", epoch: have.epoch, version, flags: [killed] });
    expect(await confirmed(version)).toBe(0);
    expect(sdk.stamp).not.toBe(have.stamp);
    sdk.send({ type: "applied", version });
    await expect.poll(() => confirmed(version)).toBe(1);
  });

  it("gets all there is where more was written since: no changes on top of what it has", async () => {
    const have = await loseOne(connect);
    await at.saveFlag(KILLED);
    const version = await at.saveFlag({ key: "other" });
    const sdk = await connect({ have });
    expect(await sdk.next()).toMatchObject({ type: "snapshot", version });
    expect(sdk.flags.get("checkout")).toMatchObject(killed);
    await at.saveFlag({ key: "other", enabled: false });
    expect(await sdk.next()).toMatchObject({ type: "changes", from: version });
    expect(sdk.faults).toEqual([]);
  });

  it("is believed its number when it can't say more, as before there were stamps", async () => {
    const { epoch, version } = await loseOne(connect);
    await at.saveFlag(KILLED);
    const sdk = await connect({ have: { epoch, version } });
    expect(await sdk.next()).toEqual({ type: "current", version });
  });
});

describe.each([
  ["a server SDK", server],
  ["a browser", browser],
])("%s that comes back to a server that lost nothing", (_, connect) => {
  it("has it all, or gets what came since", async () => {
    await at.saveFlag(LOST);
    const first = await connect();
    await first.next();
    const { epoch, version, stamp } = first;
    await first.close();
    await at.close();
    at = await startLive({ folder });
    const again = await connect({ have: { epoch, version, stamp } });
    expect(await again.next()).toEqual({ type: "current", version });
    expect(await confirmed(version)).toBe(1);
    await at.saveFlag(KILLED);
    expect(await again.next()).toMatchObject({ type: "changes", from: version });
    const late = await connect({ have: { epoch, version: again.version, stamp: again.stamp } });
    expect(await late.next()).toMatchObject({ type: "current" });
  });

  it("harms nobody by lies: it gets a snapshot, and all others keep theirs", async () => {
    await at.saveFlag(LOST);
    const honest = await server();
    await honest.next();
    const { epoch, version } = honest;
    for (let round = 0; round < 5; round += 1) {
      const liar = await connect({ have: { epoch, version, stamp: `${round}` } });
      expect(await liar.next()).toMatchObject({ type: "snapshot", epoch, version });
    }
    expect([await at.storage.epoch(), honest.messages]).toEqual([epoch, []]);
  });
});

describe("an SDK that polls", () => {
  const says = (applied: ReportRequest["applied"], kind: "server" | "client" = "server") =>
    at.live.report({ id: "key", environmentId: at.environment.id, kind } as Parameters<TestLive["live"]["report"]>[0], {
      sdk: "node/1",
      instance: "poller",
      applied,
    });

  it("confirms nothing by a version that was lost, and gets the one that has its number now", async () => {
    const lost = await loseOne(server);
    const version = await at.saveFlag(KILLED);
    await says(lost);
    expect(await confirmed(version)).toBe(0);
    const { bytes } = await at.live.snapshot(at.environment.id);
    const { epoch, stamp, flags } = JSON.parse(bytes.toString());
    expect([epoch, flags]).toEqual([lost.epoch, [expect.objectContaining({ killed: true })]]);
    await says({ epoch, version, stamp });
    expect(await confirmed(version)).toBe(1);
  });

  it("with a later version than there is shows that the database was set back; not so a browser", async () => {
    const lost = await loseOne(server);
    await says(lost, "client");
    expect(await at.storage.epoch()).toBe(lost.epoch);
    await says(lost);
    const { bytes, version } = await at.live.snapshot(at.environment.id);
    expect(version).toBe(lost.version - 1);
    expect(JSON.parse(bytes.toString()).epoch).not.toBe(lost.epoch);
  });
});
