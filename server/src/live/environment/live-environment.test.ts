import { afterEach, describe, expect, it } from "vitest";
import type { Hint, Storage } from "../../storage/port.ts";
import { startLive, type TestLive } from "../live.case.ts";
import { TestSdk } from "../test-sdk.case.ts";

let at: TestLive;
afterEach(() => at.close());

describe("an environment is kept up to date", () => {
  it("when every hint gets lost, by asking", async () => {
    const wrap = (storage: Storage): Storage => ({ ...storage, onCommit: () => () => {} });
    at = await startLive({ wrap, timings: { poll: 10 } });
    const sdk = await TestSdk.connect(at);
    await sdk.next();
    const version = await at.saveFlag({ key: "first" });
    expect(await sdk.next()).toMatchObject({ type: "changes", to: version, flags: [{ key: "first" }] });
  });

  it("with one read at a time, however many hints come", async () => {
    let reading = 0;
    let most = 0;
    const wrap = (storage: Storage): Storage => ({
      ...storage,
      async delta(environmentId, since) {
        reading += 1;
        most = Math.max(most, reading);
        const delta = await storage.delta(environmentId, since);
        await new Promise((resolve) => setImmediate(resolve));
        reading -= 1;
        return delta;
      },
    });
    at = await startLive({ wrap });
    const sdk = await TestSdk.connect(at);
    await sdk.next();
    most = 0;
    await Promise.all(Array.from({ length: 50 }, (_, index) => at.saveFlag({ key: `flag-${index}` })));
    await sdk.atVersion(50);
    expect([sdk.version, most, sdk.faults]).toEqual([50, 1, []]);
  });

  it("and keeps serving what it has while the database fails", async () => {
    let isGone = false;
    const wrap = (storage: Storage): Storage => {
      const unlessGone =
        <Args extends unknown[], T>(call: (...args: Args) => Promise<T>) =>
        (...args: Args) =>
          isGone ? Promise.reject(new Error("database is gone")) : call(...args);
      return {
        ...storage,
        delta: unlessGone(storage.delta),
        ruleset: unlessGone(storage.ruleset),
        allEnvironments: unlessGone(storage.allEnvironments),
      };
    };
    at = await startLive({ wrap, timings: { poll: 10 } });
    const version = await at.saveFlag({ key: "first" });
    const sdk = await TestSdk.connect(at);
    await sdk.next();
    isGone = true;
    const newest = await at.saveFlag({ key: "second" });
    const late = await TestSdk.connect(at);
    expect(await late.next()).toMatchObject({ type: "snapshot", version });
    expect((await at.live.snapshot(at.environment.id)).version).toBe(version);
    isGone = false;
    expect(await sdk.next()).toMatchObject({ type: "changes", from: version, to: newest });
  });

  it("through a restored backup: everyone gets everything, and receipts count anew", async () => {
    let epoch: string | undefined;
    let version = 0;
    const hints: ((hints: Hint[]) => void)[] = [];
    const restored = <T extends { epoch: string; version: number }>(data: T) =>
      epoch ? { ...data, epoch, version } : data;
    const wrap = (storage: Storage): Storage => ({
      ...storage,
      epoch: async () => epoch ?? storage.epoch(),
      ruleset: async (id) => restored(await storage.ruleset(id)),
      delta: async (id, since) => {
        const delta = await storage.delta(id, epoch ? 0 : since);
        return delta && restored(delta);
      },
      onCommit: (listener) => {
        hints.push(listener);
        return storage.onCommit(listener);
      },
    });
    at = await startLive({ wrap, timings: { poll: 10 } });
    const before = await at.saveFlag({ key: "first" });
    await at.saveFlag({ key: "second" });
    const sdk = await TestSdk.connect(at);
    const browser = await TestSdk.browser(at);
    await Promise.all([sdk.next(), browser.next()]);
    version = before;
    epoch = "after-the-restore";
    expect(await sdk.next()).toMatchObject({ type: "snapshot", epoch, version: before });
    expect(await browser.next()).toMatchObject({ type: "snapshot", epoch, version: before });
  });

  it("never by going back to an older version of the same epoch", async () => {
    let isOld = false;
    const wrap = (storage: Storage): Storage => ({
      ...storage,
      delta: (id, since) => (isOld ? Promise.resolve(undefined) : storage.delta(id, since)),
      ruleset: async (id) => ({ ...(await storage.ruleset(id)), ...(isOld ? { version: 1 } : {}) }),
    });
    at = await startLive({ wrap });
    await at.saveFlag({ key: "first" });
    const version = await at.saveFlag({ key: "second" });
    const sdk = await TestSdk.connect(at);
    await sdk.next();
    isOld = true;
    await at.saveFlag({ key: "third" });
    expect((await at.live.snapshot(at.environment.id)).version).toBe(version);
    isOld = false;
    await at.saveFlag({ key: "fourth" });
    expect(await sdk.next()).toMatchObject({ type: "changes", from: version, to: version + 2 });
  });
});

describe("HTTP", () => {
  it("gets the stream's own bytes, with a tag that only changes with them", async () => {
    at = await startLive();
    const version = await at.saveFlag({ key: "first" });
    const { id } = at.environment;
    const sdk = await TestSdk.connect(at);
    const snapshot = await at.live.snapshot(id);
    expect(JSON.parse(snapshot.bytes.toString())).toEqual(await sdk.next());
    expect(snapshot.version).toBe(version);
    expect((await at.live.snapshot(id)).etag).toBe(snapshot.etag);
    await at.saveFlag({ key: "first", killed: true });
    expect((await at.live.snapshot(id)).etag).not.toBe(snapshot.etag);
  });

  it("evaluates with what was just committed", async () => {
    at = await startLive();
    const { id } = at.environment;
    await at.live.ruleset(id);
    await at.saveFlag({ key: "first" });
    expect((await at.live.ruleset(id)).flags.has("first")).toBe(true);
  });

  it("hears of an environment that isn't there", async () => {
    at = await startLive();
    await expect(at.live.snapshot("nowhere")).rejects.toThrow(/nowhere/);
  });
});
