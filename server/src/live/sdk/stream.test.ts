import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startLive, type TestLive } from "../live.case.ts";
import { TestSdk } from "../test-sdk.case.ts";

let at: TestLive;
beforeEach(async () => {
  at = await startLive();
});
afterEach(() => at.close());

const epoch = () => at.storage.epoch();

describe("a server SDK", () => {
  it("gets a snapshot for its hello, and every later version as changes", async () => {
    await at.saveFlag({ key: "first" });
    const version = await at.saveSegment({ key: "beta", rules: [], includedKeys: ["u1"], excludedKeys: [] });
    const sdk = await TestSdk.connect(at);
    expect(await sdk.next()).toMatchObject({
      type: "snapshot",
      epoch: await epoch(),
      version,
      flags: [{ key: "first", enabled: true }],
      segments: [{ key: "beta", includedKeys: ["u1"] }],
    });

    await at.saveFlag({ key: "first", killed: true });
    expect(await sdk.next()).toMatchObject({
      type: "changes",
      from: version,
      to: version + 1,
      flags: [{ key: "first", killed: true }],
      segments: [],
      removed: { flags: [], segments: [] },
    });
    await at.archiveFlag("first");
    await at.deleteSegment("beta");
    await sdk.atVersion(version + 3);
    expect([sdk.flags.size, sdk.segments.size, sdk.faults]).toEqual([0, 0, []]);
  });

  it("is told before anything else which environment its key is of; a browser never is", async () => {
    const saidTo = async (key: string | null, hello: { key?: string } = {}) => {
      const sdk = new TestSdk(at.port, { key, hello });
      const [{ headers }] = await once(sdk.socket, "upgrade");
      await sdk.next();
      return headers["switchyard-environment"];
    };
    expect(await saidTo(at.serverKey)).toBe("default/production");
    expect(await saidTo(null, { key: at.clientKey })).toBeUndefined();
  });

  it("comes in without being told while the names can't be read", async () => {
    const failing = await startLive({
      wrap: (storage) => ({ ...storage, projects: () => Promise.reject(new Error("away")) }),
    });
    const sdk = new TestSdk(failing.port, { key: failing.serverKey });
    const [{ headers }] = await once(sdk.socket, "upgrade");
    expect(headers).not.toHaveProperty("switchyard-environment");
    expect(await sdk.next()).toMatchObject({ type: "snapshot" });
    await sdk.close();
    await failing.close();
  });

  it("that has it all is told so, and hears of what comes next", async () => {
    const version = await at.saveFlag({ key: "first" });
    const sdk = await TestSdk.connect(at, { have: { epoch: await epoch(), version } });
    expect(await sdk.next()).toEqual({ type: "current", version });
    await at.saveFlag({ key: "second" });
    expect(await sdk.next()).toMatchObject({ type: "changes", from: version, to: version + 1 });
  });

  it("resumes from every version with one coalesced message", async () => {
    for (let turn = 0; turn < 5; turn += 1) await at.saveFlag({ key: `flag-${turn}` });
    const killed = await at.saveFlag({ key: "flag-0", killed: true });
    const newest = await at.archiveFlag("flag-1");
    for (let version = 0; version < newest; version += 1) {
      const sdk = await TestSdk.connect(at, { have: { epoch: await epoch(), version } });
      const message = await sdk.next();
      expect(message).toMatchObject({ type: "changes", from: version, to: newest });
      const flags = message.type === "changes" ? message.flags.map(({ key }) => key) : [];
      const touchedLater = [2, 3, 4].filter((turn) => turn >= version).map((turn) => `flag-${turn}`);
      expect(flags).toEqual(version < killed ? ["flag-0", ...touchedLater] : []);
      expect(message).toMatchObject({ removed: { flags: ["flag-1"], segments: [] } });
      await sdk.close();
    }
  });

  it("of another epoch gets a snapshot, whatever its version", async () => {
    const version = await at.saveFlag({ key: "first" });
    const sdk = await TestSdk.connect(at, { have: { epoch: "before-the-restore", version: version + 1000 } });
    expect(await sdk.next()).toMatchObject({ type: "snapshot", version });
  });

  it("that is ahead of the database shows that a backup was restored: everyone gets everything anew", async () => {
    const version = await at.saveFlag({ key: "first" });
    const before = await epoch();
    const other = await TestSdk.connect(at);
    await other.next();
    const sdk = await TestSdk.connect(at, { have: { epoch: before, version: version + 1 } });
    expect(await sdk.next()).toMatchObject({ type: "snapshot", version, epoch: await epoch() });
    expect(await other.next()).toMatchObject({ type: "snapshot", version, epoch: await epoch() });
    expect(await epoch()).not.toBe(before);
    await at.saveFlag({ key: "first", killed: true });
    expect(await sdk.next()).toMatchObject({ type: "changes", from: version, flags: [{ killed: true }] });
  });

  it("can't make everyone start anew again and again", async () => {
    const version = await at.saveFlag({ key: "first" });
    const ahead = async () => TestSdk.connect(at, { have: { epoch: await epoch(), version: version + 1 } });
    await (await ahead()).next();
    const sdk = await ahead();
    expect(await sdk.closed).toMatchObject({ code: 4503, reason: expect.stringContaining("behind") });
    expect(sdk.messages).toEqual([]);
  });

  it("keeps a flag that it has when the row was damaged since, through a restart of the server too", async () => {
    const folder = await mkdtemp(join(tmpdir(), "switchyard-live-"));
    const first = await startLive({ folder });
    const version = await first.saveFlag({ key: "bad" });
    await first.saveFlag({ key: "bad", enabled: false });
    await first.saveFlag({ key: "good" });
    const database = new BetterSqlite3(join(folder, "switchyard.db"));
    database.exec("update flags set variants = 'oops' where key = 'bad'");
    database.close();
    await first.close();

    const again = await startLive({ folder });
    const sdk = await TestSdk.connect(again, { have: { epoch: await again.storage.epoch(), version } });
    expect(await sdk.next()).toMatchObject({ from: version, flags: [{ key: "good" }], removed: { flags: [] } });
    await sdk.close();
    await again.close();
    await rm(folder, { recursive: true });
  });

  it("gets a snapshot when it asks for one, and goes on from there", async () => {
    const version = await at.saveFlag({ key: "first" });
    const sdk = await TestSdk.connect(at);
    await sdk.next();
    sdk.send({ type: "resync" });
    expect(await sdk.next()).toMatchObject({ type: "snapshot", version });
    await at.saveFlag({ key: "second" });
    expect(await sdk.next()).toMatchObject({ type: "changes", from: version, to: version + 1 });
  });

  it("may say what only newer versions know", async () => {
    await at.saveFlag({ key: "first" });
    const sdk = await TestSdk.connect(at);
    await sdk.next();
    sdk.socket.send('{"type":"from-the-future"}');
    sdk.send({ type: "resync" });
    expect(await sdk.next()).toMatchObject({ type: "snapshot" });
  });
});

describe("a connection ends with a code and a reason", () => {
  const said = async (say: (sdk: TestSdk) => void, options = {}) => {
    const sdk = await TestSdk.connect(at, options);
    say(sdk);
    return sdk.closed;
  };

  it("when its first message is not a hello", async () => {
    const closed = await said((sdk) => sdk.send({ type: "resync" }), { hello: null });
    expect(closed).toEqual({ code: 1008, reason: "hello must come first, received resync" });
  });

  it("when it says hello twice", async () => {
    const closed = await said((sdk) => sdk.send({ type: "hello", protocol: 1, sdk: "x", instance: "y" }));
    expect(closed).toEqual({ code: 1008, reason: "hello must come once, received a second one" });
  });

  it("when it speaks another protocol", async () => {
    const closed = await said(() => {}, { hello: { protocol: 2 } });
    expect(closed).toEqual({ code: 4400, reason: "protocol must be 1, received 2" });
  });

  it("when a message is malformed", async () => {
    expect(await said((sdk) => sdk.socket.send("{"))).toMatchObject({ code: 1007 });
    const closed = await said((sdk) => sdk.socket.send('{"type":"applied","version":-1}'));
    expect(closed).toEqual({ code: 1007, reason: "applied.version must be an integer from 0, received -1" });
  });

  it("when a message is binary, or too large", async () => {
    expect(await said((sdk) => sdk.socket.send(Buffer.from("{}")))).toMatchObject({ code: 1003 });
    expect(await said((sdk) => sdk.socket.send(`"${"x".repeat(65_536)}"`))).toMatchObject({ code: 1009 });
  });

  it("when it confirms what does not exist", async () => {
    const version = await at.saveFlag({ key: "first" });
    const closed = await said((sdk) => sdk.send({ type: "applied", version: version + 1 }));
    expect(closed).toMatchObject({
      code: 4503,
      reason: `applied.version is ${version + 1}, this server is at ${version}`,
    });
  });

  it("when a server SDK sends a context", async () => {
    const closed = await said((sdk) => sdk.send({ type: "context", context: {} }));
    expect(closed).toEqual({ code: 1008, reason: "context is for browsers only" });
  });

  it("when it says more than 200 things a minute", async () => {
    const closed = await said((sdk) => {
      for (let count = 0; count < 201; count += 1) sdk.socket.send('{"type":"from-the-future"}');
    });
    expect(closed).toEqual({ code: 1008, reason: "at most 200 messages a minute are allowed" });
  });
});

describe("a connection that goes silent ends", () => {
  it("without a hello", async () => {
    const impatient = await startLive({ timings: { hello: 20 } });
    const sdk = await TestSdk.connect(impatient, { hello: null });
    expect(await sdk.closed).toEqual({ code: 4408, reason: "no hello in 20 ms" });
    await impatient.close();
  });

  it("after two pings without an answer, and not while it answers", async () => {
    const impatient = await startLive({ timings: { ping: 100 } });
    const dead = await TestSdk.connect(impatient, { confirms: false, ws: { autoPong: false } });
    const alive = await TestSdk.connect(impatient);
    await Promise.all([dead.next(), alive.next()]);
    // Its last sign of life, after which all pings count.
    await once(dead.socket, "ping");
    dead.socket.pong();
    let pings = 0;
    dead.socket.on("ping", () => {
      pings += 1;
    });
    expect(await dead.closed).toMatchObject({ code: 1006 });
    expect(pings).toBe(2);
    expect(alive.socket.readyState).toBe(alive.socket.OPEN);
    await impatient.close();
  });
});
