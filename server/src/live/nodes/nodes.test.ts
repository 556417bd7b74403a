import { setTimeout as sleep } from "node:timers/promises";
import type { EvaluationContext, Evaluations } from "@switchyard/core";
import { afterAll, afterEach, beforeAll, expect, it, onTestFinished } from "vitest";
import type { LiveEvent } from "../../api.ts";
import type { Nodes } from "../../storage/nodes.ts";
import type { Storage } from "../../storage/port.ts";
import { startPostgres, type TestPostgres } from "../../storage/postgres/server.case.ts";
import { AdminPage } from "../admin/admin-page.case.ts";
import { startLive, type TestLive } from "../live.case.ts";
import { TestSdk } from "../test-sdk.case.ts";

// Three nodes on one PostgreSQL, in one process; tests that end nodes have more of their own.

const TIMINGS = { tell: 5, receipts: 5, looks: 5, news: 5, recheck: 50, nodeBeat: 50, nodeSilent: 60_000 };
const place = { project: "default", environment: "production", flag: "first" };

let postgres: TestPostgres;
let a: TestLive;
let b: TestLive;
let c: TestLive;
const sockets: { close(): void }[] = [];

async function startNode(options: Parameters<typeof startLive>[0] = {}): Promise<TestLive> {
  const node = await startLive({ database: postgres.url("nodes"), timings: TIMINGS, ...options });
  AdminPage.signIn(node);
  return node;
}

beforeAll(async () => {
  postgres = await startPostgres();
  await postgres.createDatabase("nodes");
  a = await startNode();
  b = await startNode();
  c = await startNode();
}, 60_000);
afterAll(async () => {
  await Promise.all([a, b, c].map((node) => node?.close()));
  await postgres?.remove();
}, 60_000);
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  await until(
    () => clients(a),
    ({ total }) => total.count === 0,
  );
});

/** A node that can die: from then on it says nothing, not even that it ends. */
async function startMortal(): Promise<TestLive & { die(): void; bury(): Promise<void> }> {
  let isDead = false;
  let bury = async () => {};
  const unlessDead = async (run: () => Promise<void>) => (isDead ? Promise.reject(new Error("dead")) : run());
  const wrap = (storage: Storage): Storage => {
    const { nodes } = storage;
    if (!nodes) throw new Error("PostgreSQL has nodes");
    bury = nodes.leave;
    const mortal: Nodes = {
      ...nodes,
      tell: (told) => unlessDead(() => nodes.tell(told)),
      send: (message) => unlessDead(() => nodes.send(message)),
      leave: () => unlessDead(() => nodes.leave()),
    };
    return { ...storage, nodes: mortal };
  };
  const node = await startNode({ wrap });
  return Object.assign(node, {
    die() {
      isDead = true;
    },
    bury: () => bury(),
  });
}

const receipts = (node: TestLive, version: number) => node.live.receipts(node.environment.id, version);
const clients = (node: TestLive, filter = {}) =>
  node.live.clients(node.environment.id, { offset: 0, limit: 100, ...filter });

async function until<T>(read: () => Promise<T>, condition: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read();
    if (condition(value)) return value;
    await sleep(5);
  }
}

/** An SDK of any node, always with the same key: what it is known by. */
async function sdkAt(node: TestLive, instance: string, more: Parameters<typeof TestSdk.connect>[1] = {}) {
  const sdk = await TestSdk.connect(node, {
    key: a.serverKey,
    ...more,
    hello: { instance, app: "shop", ...more.hello },
  });
  sockets.push(sdk.socket);
  await sdk.until(() => sdk.version >= 0);
  return sdk;
}

async function pageAt(node: TestLive): Promise<AdminPage> {
  const page = await AdminPage.open(node);
  sockets.push(page.socket);
  return page;
}

it("receipts and clients are of all nodes, whichever is asked", async () => {
  await a.saveFlag({ key: "first" });
  const silent = await sdkAt(c, "of-c", { confirms: false });
  await Promise.all([sdkAt(a, "of-a"), sdkAt(b, "of-b"), sdkAt(b, "other-of-b", { hello: { app: "billing" } })]);
  const version = await b.saveFlag({ key: "first", killed: true });
  for (const node of [a, b, c]) {
    const read = await until(
      () => receipts(node, version),
      ({ confirmed }) => confirmed === 3,
    );
    expect(read).toMatchObject({ connected: 4, unknown: 0, behind: [{ instance: "of-c", app: "shop", version: 0 }] });
    const named = await until(
      () => receipts(node, version),
      ({ confirmedBy }) => confirmedBy.length === 3,
    );
    expect(named.confirmedBy.map(({ instance }) => instance).sort()).toEqual(["of-a", "of-b", "other-of-b"]);
    expect(named.confirmedBy.map(({ ms }) => ms)).toEqual(named.confirmedBy.map(({ ms }) => ms).sort((x, y) => x - y));
    expect(named.p99Ms).toBeGreaterThanOrEqual(named.p50Ms ?? Number.POSITIVE_INFINITY);
    const list = await clients(node);
    expect(list.total).toEqual({ count: 4, behind: 1, servers: 4, browsers: 0, polling: 0, unknown: 0 });
    expect(list.apps).toEqual([
      { app: "shop", count: 3, behind: 1 },
      { app: "billing", count: 1, behind: 0 },
    ]);
    expect(list.clients.map(({ instance }) => instance)).toEqual(["of-c", "other-of-b", "of-a", "of-b"]);
    expect((await clients(node, { app: "billing" })).matching).toBe(1);
  }
  silent.send({ type: "applied", version });
  for (const node of [a, b, c])
    await until(
      () => receipts(node, version),
      ({ confirmed }) => confirmed === 4,
    );
});

it("who looks at one node sees the SDKs of another confirm, and hears that clients and counts there are news", async () => {
  await a.saveFlag({ key: "first" });
  const sdk = await sdkAt(b, "of-b", { confirms: false });
  await until(
    () => clients(a),
    ({ total }) => total.count === 1,
  );
  const page = await pageAt(a);
  page.send({ type: "watch", ...place });
  const isReceipt = (event: LiveEvent) => event.type === "receipts";
  const counted = (confirmed: number, version: number) => (event: LiveEvent) =>
    event.type === "receipts" && event.receipts.version === version && event.receipts.confirmed === confirmed;
  // Never, not even for a moment, that all have confirmed.
  expect(await page.next(isReceipt)).toMatchObject({ receipts: { connected: 1, confirmed: 0 } });
  const version = await a.saveFlag({ key: "first", killed: true });
  await page.next(counted(0, version));
  await sdk.atVersion(version);
  sdk.send({ type: "applied", version });
  await page.next(counted(1, version));

  await sdkAt(b, "another");
  const isNews = (about: string) => (event: LiveEvent) => event.type === "news" && event.about === about;
  await page.next(isNews("clients"));
  sdk.send({ type: "report", seq: 1, evaluations: [{ flag: "first", variant: "on", count: 3 }] });
  await until(
    async () => {
      await b.usage.write();
      return a.storage.usage.evaluatedFlags(a.environment.id);
    },
    (flags) => flags.length === 1,
  );
  await page.next(isNews("usage"));
});

it("of a dead node's SDKs nothing is known, until they are back on another node", async () => {
  const mortal = await startMortal();
  const watcher = await startNode({ timings: { ...TIMINGS, nodeSilent: 400 } });
  onTestFinished(async () => void (await Promise.all([mortal.close(), watcher.close()])));
  const version = await a.saveFlag({ key: "first" });
  const sdk = await sdkAt(mortal, "of-mortal");
  await sdkAt(watcher, "of-watcher");
  await until(
    () => receipts(watcher, version),
    ({ confirmed }) => confirmed === 2,
  );
  const page = await pageAt(watcher);
  page.send({ type: "watch", ...place });
  mortal.die();
  await sdk.close();
  const read = await until(
    () => receipts(watcher, version),
    ({ unknown }) => unknown === 1,
  );
  expect(read).toMatchObject({ connected: 1, confirmed: 1, behind: [] });
  expect((await clients(watcher)).total).toMatchObject({ count: 1, unknown: 1 });
  await page.next((event) => event.type === "receipts" && event.receipts.unknown === 1);
  await sdkAt(watcher, "of-mortal");
  const back = await until(
    () => receipts(watcher, version),
    ({ connected }) => connected === 2,
  );
  expect(back).toMatchObject({ unknown: 0 });
  await mortal.bury();
});

it("a node that ends takes back what it told, and an SDK that has changed nodes counts once", async () => {
  const ending = await startNode();
  onTestFinished(() => ending.close());
  const version = await a.saveFlag({ key: "first" });
  await sdkAt(b, "mover", { confirms: false });
  await until(
    () => receipts(a, version),
    ({ connected }) => connected === 1,
  );
  // Its old link is not known to be dead yet.
  await sdkAt(a, "mover");
  const read = await until(
    () => receipts(c, version),
    ({ confirmed }) => confirmed === 1,
  );
  expect(read).toMatchObject({ connected: 1, behind: [], unknown: 0 });
  await sdkAt(ending, "leaver");
  await until(
    () => receipts(c, version),
    ({ connected }) => connected === 2,
  );
  await ending.live.close();
  const after = await until(
    () => receipts(c, version),
    ({ connected }) => connected === 1,
  );
  expect(after).toMatchObject({ unknown: 0 });
});

it("a key that is revoked on one node ends the streams of all", async () => {
  const { id, token } = await a.newKey("server");
  const { id: clientId, token: clientToken } = await a.newKey("client");
  const sdks = await Promise.all([
    ...[a, b, c].map((node) => TestSdk.connect(node, { key: token })),
    ...[a, b, c].map((node) => TestSdk.browser(node, {}, { hello: { key: clientToken } })),
  ]);
  await Promise.all(sdks.map((sdk) => sdk.next()));
  await a.revokeKey(id);
  await b.revokeKey(clientId);
  for (const sdk of sdks) expect(await sdk.closed).toEqual({ code: 4401, reason: "the key was revoked" });
});

it("an SDK that reports to several nodes is counted once for each of its reports", async () => {
  const version = await a.saveFlag({ key: "counted" });
  const report = (seq: number) => ({
    type: "report" as const,
    seq,
    evaluations: [{ flag: "counted", variant: "on", count: 1 }],
  });
  const first = await sdkAt(a, "mover");
  const second = await sdkAt(b, "mover");
  await Promise.all([first.atVersion(version), second.atVersion(version)]);
  // The third reaches b before a has written the second.
  for (const seq of [1, 2]) first.send(report(seq));
  for (const seq of [2, 3, 4, 1]) second.send(report(seq));
  first.send(report(4));
  const total = async () => {
    const hours = await a.storage.usage.hourlyEvaluations(a.environment.id, 0, ["counted"]);
    return hours.reduce((sum, { count }) => sum + count, 0);
  };
  await Promise.all([first, second].map((sdk) => answered(sdk)));
  await Promise.all([a.usage.write(), b.usage.write()]);
  expect(await total()).toBe(4);
  const third = await sdkAt(c, "mover");
  await third.atVersion(version);
  for (const seq of [4, 5, 5]) third.send(report(seq));
  await answered(third);
  await c.usage.write();
  expect(await total()).toBe(5);
});

/** What it said before has been read. */
async function answered(sdk: TestSdk): Promise<void> {
  sdk.messages.length = 0;
  sdk.send({ type: "resync" });
  await sdk.next();
}

it("who looks at one node sees evaluations of SDKs of another, as much as fits, for as long as somebody looks", async () => {
  await a.saveFlag({ key: "first" });
  const sdk = await sdkAt(b, "of-b");
  const page = await pageAt(a);
  page.send({ type: "look", ...place });
  await page.next((event) => event.type === "evaluations" && event.servers === 1 && event.asked === 1);
  await sdk.until(() => sdk.messages.some((message) => (message as { type: string }).type === "watch"));
  const item = (context: EvaluationContext) => ({
    flag: "first",
    variant: "on",
    reason: "STATIC" as const,
    at: 1,
    context,
  });
  const seen: Evaluations = {
    type: "evaluations",
    items: [item({ targetingKey: "ann" }), item({ long: "x".repeat(8_000) }), item({ targetingKey: "ben" })],
  };
  sdk.send(seen);
  const event = await page.next((each) => each.type === "evaluations" && each.items.length > 0);
  expect(event).toMatchObject({
    dropped: 1,
    items: [
      { context: { targetingKey: "ann" }, instance: "of-b", app: "shop" },
      { context: { targetingKey: "ben" }, instance: "of-b", app: "shop" },
    ],
  });
  sdk.messages.length = 0;
  page.send({ type: "unlook" });
  await sdk.until(() => sdk.messages.length > 0);
  expect(sdk.messages).toEqual([{ type: "watch", flags: [], forMs: 0 }]);
});
