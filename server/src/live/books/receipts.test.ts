import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { drill } from "../../projects/drill.ts";
import { startLive, type TestLive } from "../live.case.ts";
import { TestSdk } from "../test-sdk.case.ts";
import { Histogram } from "./histogram.ts";
import type { Instance } from "./instance.ts";
import { ReceiptBook } from "./receipt-book.ts";

describe("receipts", () => {
  let at: TestLive;
  beforeEach(async () => {
    at = await startLive();
  });
  afterEach(() => at.close());

  const read = (version: number) => at.live.receipts(at.environment.id, version);

  async function confirmed(version: number, count: number, witness: TestSdk) {
    // The witness asks for something that only comes after what others said was read.
    while ((await read(version)).confirmed < count) {
      witness.messages.length = 0;
      witness.send({ type: "resync" });
      await witness.next();
    }
  }

  it("count what SDKs say, and name those that said nothing", async () => {
    await at.saveFlag({ key: "first" });
    const witness = await TestSdk.connect(at);
    const silent = await TestSdk.connect(at, { confirms: false, hello: { instance: "worker-3", app: "billing" } });
    const browser = await TestSdk.browser(at, {});
    await Promise.all([witness.next(), silent.next(), browser.next()]);

    const version = await at.saveFlag({ key: "first", killed: true });
    expect(await read(version)).toMatchObject({ version, connected: 3 });
    await confirmed(version, 2, witness);
    const { p50Ms, p99Ms, confirmedBy, ...receipts } = await read(version);
    expect(receipts).toEqual({
      version,
      connected: 3,
      confirmed: 2,
      unknown: 0,
      behind: [{ instance: "worker-3", app: "billing", version: 0, lastSeen: expect.any(Number) }],
    });
    expect(confirmedBy).toEqual([{ instance: witness.instance, app: null, ms: expect.any(Number) }]);
    expect(p50Ms).toBeGreaterThan(0);
    expect(p99Ms).toBeGreaterThanOrEqual(p50Ms ?? Number.POSITIVE_INFINITY);

    silent.send({ type: "applied", version });
    await confirmed(version, 3, witness);
    expect(await read(version)).toMatchObject({ connected: 3, confirmed: 3, behind: [] });
    expect(await read(version + 1)).toMatchObject({ connected: 3, confirmed: 0, p50Ms: null, p99Ms: null });
  });

  it("of a drill count as of any change: servers and browsers confirm what has no content", async () => {
    await at.saveFlag({ key: "first", clientSide: true });
    const witness = await TestSdk.connect(at);
    const browser = await TestSdk.browser(at, {});
    const silent = await TestSdk.connect(at, { confirms: false, hello: { instance: "worker-3" } });
    await Promise.all([witness.next(), browser.next(), silent.next()]);
    const author = { actor: { kind: "system", id: "test", name: "test" } } as const;
    const { version } = await drill(at.storage, author, { project: "default", environment: at.environment.key });
    const frame = await witness.next();
    expect(frame).toMatchObject({ type: "changes", to: version, flags: [], removed: { flags: [] } });
    await confirmed(version, 2, witness);
    expect((await read(version)).behind.map(({ instance }) => instance)).toEqual(["worker-3"]);
  });

  it("take the hello's word for what an SDK has, and claim no time that nobody was there to take", async () => {
    const version = await at.saveFlag({ key: "first" });
    const sdk = await TestSdk.connect(at, { have: { epoch: await at.storage.epoch(), version } });
    await sdk.next();
    expect(await read(version)).toMatchObject({ connected: 1, confirmed: 1, p50Ms: null, p99Ms: null });
    const stranger = await TestSdk.connect(at, { have: { epoch: "another", version: 10_000 }, confirms: false });
    await stranger.next();
    expect(await read(version)).toMatchObject({ connected: 2, confirmed: 1 });
  });

  it("forget who has left", async () => {
    const version = await at.saveFlag({ key: "first" });
    const leaver = await TestSdk.connect(at);
    await leaver.next();
    leaver.socket.close(1000);
    await leaver.closed;
    const nobody = { connected: 0, confirmed: 0, unknown: 0, p50Ms: null, p99Ms: null, behind: [], confirmedBy: [] };
    expect(await read(version)).toEqual({ version, ...nobody });
  });

  it("of an environment that nobody listens to are empty", async () => {
    expect(await at.live.receipts("nowhere", 7)).toMatchObject({ version: 7, connected: 0, behind: [] });
  });
});

describe("ReceiptBook", () => {
  let now = 0;
  const clock = { wall: () => now, monotonic: () => now };
  const instance = (id: string, more: Partial<Instance> = {}): Instance => ({
    id,
    instance: id,
    sdk: "test/1",
    browser: false,
    polling: false,
    confirmed: 0,
    lastSeen: 0,
    connectedAt: 0,
    since: now,
    ...more,
  });

  it("counts a confirmation for the versions before it, from each commit, for those who were there", () => {
    now = 1_000;
    const book = new ReceiptBook(clock);
    const early = instance("early");
    book.join(early);
    now = 2_000;
    book.committed(new Map([[1, now]]));
    now = 2_100;
    const late = instance("late");
    book.join(late);
    book.committed(new Map([[2, now]]));
    now = 2_200;
    book.confirm(early, 2);
    book.confirm(late, 2);
    expect(book.read(1)).toMatchObject({ confirmed: 2, p50Ms: 200, p99Ms: 200 });
    expect(book.read(2)).toMatchObject({ confirmed: 2, p50Ms: 100, p99Ms: 100 });
  });

  it("never goes back", () => {
    const book = new ReceiptBook(clock);
    const one = instance("one");
    book.join(one);
    book.confirm(one, 5);
    book.confirm(one, 3);
    expect(book.read(5)).toMatchObject({ confirmed: 1 });
  });

  it("counts an SDK once that is back before its old link was found dead", () => {
    const book = new ReceiptBook(clock);
    const before = instance("same");
    const after = instance("same");
    book.join(before);
    book.confirm(before, 4);
    book.join(after);
    expect(book.read(4)).toMatchObject({ connected: 1, confirmed: 0 });
    book.leave(before);
    book.confirm(after, 4);
    expect(book.read(4)).toMatchObject({ connected: 1, confirmed: 1 });
  });

  it("names at most 100, servers before browsers", () => {
    const book = new ReceiptBook(clock);
    for (let index = 0; index < 200; index += 1) book.join(instance(`browser-${index}`, { browser: true }));
    book.join(instance("server"));
    const { behind, connected } = book.read(1);
    expect([connected, behind.length, behind[0]?.instance]).toEqual([201, 100, "server"]);
  });

  it("keeps the times of the last 1,000 versions", () => {
    const book = new ReceiptBook(clock);
    const one = instance("one");
    book.join(one);
    for (let version = 1; version <= 1_500; version += 1) book.committed(new Map([[version, now]]));
    now += 10;
    book.confirm(one, 1_500);
    expect(book.read(500).p50Ms).toBeNull();
    expect(book.read(501).p50Ms).toBe(10);
  });

  it("names who confirmed, and when, for the last 100 versions: servers, at most 100 of them", () => {
    const book = new ReceiptBook(clock);
    const servers = Array.from({ length: 101 }, (_, index) => instance(`server ${index}`, { app: "shop" }));
    const browser = instance("browser", { browser: true });
    for (const each of [browser, ...servers]) book.join(each);
    for (let version = 1; version <= 101; version += 1) book.committed(new Map([[version, now]]));
    book.confirm(browser, 101);
    for (const each of servers) {
      now += 1;
      book.confirm(each, 101);
    }
    expect(book.read(1).confirmedBy).toEqual([]);
    expect(book.read(2).confirmedBy).toHaveLength(100);
    expect(book.read(101).confirmedBy.slice(0, 2)).toEqual([
      { instance: "server 0", app: "shop", ms: 1 },
      { instance: "server 1", app: "shop", ms: 2 },
    ]);
    for (let version = 102; version <= 150; version += 1) book.committed(new Map([[version, now]]));
    expect(book.read(50).confirmedBy).toEqual([]);
    expect(book.read(51).confirmedBy).toHaveLength(100);
  });

  it("looks at no version that nobody knows the time of, however many there are", () => {
    const book = new ReceiptBook(clock);
    const one = instance("one");
    book.join(one);
    book.committed(new Map([[1, now]]));
    // As after an outage in which the log could not be read.
    const far = Number.MAX_SAFE_INTEGER;
    book.confirm(one, far);
    expect(book.read(far)).toMatchObject({ confirmed: 1, p50Ms: null });
  });

  it("begins anew with another epoch", () => {
    const book = new ReceiptBook(clock);
    const one = instance("one");
    book.join(one);
    book.confirm(one, 9);
    book.restart();
    expect(book.read(1)).toMatchObject({ connected: 1, confirmed: 0 });
  });
});

describe("Histogram", () => {
  it("tells quantiles never too small, and at most a tenth too large", () => {
    const times = new Histogram();
    expect(times.quantile(0.5)).toBeNull();
    for (let ms = 1; ms <= 1_000; ms += 1) times.add(ms);
    for (const share of [0.01, 0.5, 0.9, 0.99, 1]) {
      expect(times.quantile(share)).toBeGreaterThanOrEqual(1_000 * share);
      expect(times.quantile(share)).toBeLessThanOrEqual(1_000 * share * 1.1);
    }
  });

  it("takes anything", () => {
    const times = new Histogram();
    times.add(-5);
    expect(times.quantile(1)).toBe(0);
    times.add(1e9);
    expect(times.quantile(1)).toBe(1e9);
  });
});
