import type { Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from "vitest";
import { startLive, type TestLive } from "./live.case.ts";
import { PING_FRAME } from "./socket/frame.ts";
import { RawClient } from "./socket/raw-client.case.ts";
import { TestSdk } from "./test-sdk.case.ts";

let at: TestLive;
beforeEach(async () => {
  at = await startLive();
});
afterEach(() => at.close());

async function rawSdk(instance: string): Promise<RawClient> {
  const client = new RawClient(at.port);
  await client.upgrade("/v1/stream", { Authorization: `Bearer ${at.serverKey}` });
  client.send(JSON.stringify({ type: "hello", protocol: 1, sdk: "raw/1", instance }));
  await client.until(() => client.messages.length === 1);
  return client;
}

describe("a broadcast", () => {
  it("reaches 200 SDKs through 200 rapid changes, in order, without a gap, each to the end", async () => {
    const sdks = await Promise.all(Array.from({ length: 200 }, () => TestSdk.connect(at)));
    await Promise.all(sdks.map((sdk) => sdk.next()));
    let version = 0;
    for (let turn = 0; turn < 200; turn += 1) {
      version = await at.saveFlag({ key: `flag-${turn % 7}`, killed: turn % 2 === 0 });
    }
    await Promise.all(sdks.map((sdk) => sdk.atVersion(version)));
    for (const sdk of sdks) {
      expect(sdk.faults).toEqual([]);
      expect(sdk.version).toBe(version);
      expect(sdk.flags).toEqual(sdks[0]?.flags);
    }
  }, 30_000);

  it("is the same bytes for everyone", async () => {
    const clients = await Promise.all(Array.from({ length: 20 }, (_, index) => rawSdk(`raw-${index}`)));
    await at.saveFlag({ key: "first" });
    await Promise.all(clients.map((client) => client.until(() => client.messages.length === 2)));
    const [first] = clients;
    const frame = first?.messages[1]?.frame ?? Buffer.alloc(0);
    expect(JSON.parse(first?.messages[1]?.payload.toString() ?? "")).toMatchObject({ flags: [{ key: "first" }] });
    for (const client of clients) expect(client.messages[1]?.frame.equals(frame)).toBe(true);
    await Promise.all(clients.map((client) => client.close()));
  });

  it("is not held up by one SDK whose message fails in an unheard-of way", async () => {
    const sockets: Socket[] = [];
    at.server.on("connection", (socket) => sockets.push(socket));
    const broken = await TestSdk.connect(at);
    const sdk = await TestSdk.connect(at);
    await Promise.all([broken.next(), sdk.next()]);
    vi.spyOn(sockets[0] as Socket, "write").mockImplementationOnce(() => {
      throw new Error("unheard of");
    });
    await at.saveFlag({ key: "first" });
    expect(await sdk.next()).toMatchObject({ type: "changes", flags: [{ key: "first" }] });
    await at.saveFlag({ key: "second" });
    expect(await sdk.next()).toMatchObject({ type: "changes", flags: [{ key: "second" }] });
    await broken.closed;
  });

  it("is made once: every socket is given the same buffer", async () => {
    const spies: MockInstance<Socket["write"]>[] = [];
    at.server.on("connection", (socket) => spies.push(vi.spyOn(socket, "write")));
    const sdks = await Promise.all(Array.from({ length: 10 }, () => TestSdk.connect(at, { confirms: false })));
    await Promise.all(sdks.map((sdk) => sdk.next()));
    for (const spy of spies) spy.mockClear();
    await at.saveFlag({ key: "first" });
    await Promise.all(sdks.map((sdk) => sdk.next()));
    // A ping may fall in between.
    const isMessage = (chunk: unknown) => !PING_FRAME.equals(chunk as Buffer);
    const given = spies.map((spy) => spy.mock.calls.map(([chunk]) => chunk).filter(isMessage));
    const [[frame] = []] = given;
    expect(frame).toBeInstanceOf(Buffer);
    expect(given.length).toBe(10);
    for (const chunks of given) {
      expect(chunks.length).toBe(1);
      expect(chunks[0]).toBe(frame);
    }
  });

  it("has its keys in order, so that equal states are equal bytes everywhere", async () => {
    const client = await rawSdk("raw");
    await at.saveFlag({ key: "first" });
    await client.until(() => client.messages.length === 2);
    for (const { payload } of client.messages) {
      const text = payload.toString();
      const sorted = (value: unknown): unknown => {
        if (Array.isArray(value)) return value.map(sorted);
        if (typeof value !== "object" || value === null) return value;
        return Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, member]) => [name, sorted(member)]),
        );
      };
      expect(text).toBe(JSON.stringify(sorted(JSON.parse(text))));
    }
    await client.close();
  });
});

describe("a reader that stops reading", () => {
  const large = (turn: number) => ({
    key: "large",
    type: "string" as const,
    variants: [
      { key: "on", value: `${turn} ${"x".repeat(100_000)}` },
      { key: "off", value: "" },
    ],
  });

  it("is skipped while it is full, and gets the newest state at once when it reads again", async () => {
    const slow = await rawSdk("slow");
    const quick = await TestSdk.connect(at);
    slow.socket.pause();
    let version = 0;
    for (let turn = 0; turn < 200; turn += 1) version = await at.saveFlag(large(turn));
    await quick.atVersion(version);
    slow.socket.resume();
    await slow.until(() => slow.messages.at(-1)?.payload.includes(`"to":${version},`) ?? false);

    const changes = slow.messages.slice(1).map(({ payload }) => JSON.parse(payload.toString()));
    expect(changes.length).toBeLessThan(200);
    let at_ = 0;
    for (const { from, to } of changes) {
      expect(from).toBe(at_);
      at_ = to;
    }
    expect(at_).toBe(version);
    expect(changes.at(-1).flags[0].variants[0].value).toMatch(/^199 /);
    await slow.close();
  }, 30_000);

  it("is ended when it never reads again", async () => {
    const impatient = await startLive({ timings: { stuck: 20 } });
    const client = new RawClient(impatient.port);
    await client.upgrade("/v1/stream", { Authorization: `Bearer ${impatient.serverKey}` });
    client.send(JSON.stringify({ type: "hello", protocol: 1, sdk: "raw/1", instance: "stuck" }));
    await client.until(() => client.messages.length === 1);
    client.socket.pause();
    const { id } = impatient.environment;
    expect((await impatient.live.receipts(id, 0)).connected).toBe(1);
    let turn = 0;
    while ((await impatient.live.receipts(id, 0)).connected === 1) {
      turn += 1;
      await impatient.saveFlag(large(turn));
    }
    expect(impatient.live.connections()).toBe(0);
    await client.close();
    await impatient.close();
  }, 30_000);
});
