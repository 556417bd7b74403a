import { flag } from "@switchyard/core/fixtures.case";
import { describe, expect, test, vi } from "vitest";
import { changes, snapshot, startBlackHole, startClient, startLive, startStreamServer } from "./stream-server.case.ts";

const isOn = flag("a");
const isOff = flag("a", { enabled: false });

describe("connecting", () => {
  test("asks with the key in the header, says who it is, confirms what it evaluates with", async () => {
    const server = await startStreamServer();
    const client = startClient({ url: `${server.url}/`, appName: "billing" });
    expect(client.status).toEqual({ state: "connecting" });
    const stream = await server.stream();
    expect(stream.request.headers.authorization).toBe("Bearer sw_server_test");
    expect(stream.request.headers["sec-websocket-protocol"]).toBe("switchyard.v1");
    expect(stream.request.url).toBe("/v1/stream");
    const hello = await stream.next("hello");
    expect(hello).toEqual({
      type: "hello",
      protocol: 1,
      sdk: expect.stringMatching(/^node\/\d/),
      instance: expect.stringMatching(/^[0-9a-f-]{36}$/),
      app: "billing",
    });
    stream.say(snapshot(4, isOn));
    expect(await client.waitForReady()).toEqual({ status: "ready", version: 4 });
    expect(await stream.next("applied")).toEqual({ type: "applied", version: 4 });
    expect(client.status).toEqual({ state: "live", epoch: "e1", version: 4, lastSyncAt: expect.any(Number) });
  });

  test("a path in the url is kept", async () => {
    const server = await startStreamServer();
    startClient({ url: `${server.url}/flags/` });
    expect((await server.stream()).request.url).toBe("/flags/v1/stream");
  });

  test("waitForReady settles in time against a black hole, and for who asks later", async () => {
    const client = startClient({ url: await startBlackHole() });
    expect(await client.waitForReady({ timeoutMs: 30 })).toEqual({ status: "timeout" });
    expect(await Promise.all([client.waitForReady({ timeoutMs: 1 }), client.waitForReady({ timeoutMs: -5 })])).toEqual([
      { status: "timeout" },
      { status: "timeout" },
    ]);
    const waiting = client.waitForReady({ timeoutMs: Number.POSITIVE_INFINITY });
    await client.close();
    expect(await waiting).toMatchObject({ status: "failed", error: { message: "the client was closed" } });
  });

  test("waitForReady tells what went wrong when its time is over", async () => {
    const client = startClient({ url: "http://127.0.0.1:1" });
    const result = await client.waitForReady({ timeoutMs: 100 });
    expect(result.status).toBe("timeout");
    expect(result.error?.message).toContain("ECONNREFUSED");
  });
});

describe("changes", () => {
  test("swap what is evaluated with, tell the keys, are confirmed once per batch", async () => {
    const { client, stream } = await startLive(isOn, flag("b"));
    await stream.next("applied");
    const heard: unknown[] = [];
    client.on("change", (change) => heard.push(change));
    client.on("change:a", () => heard.push(["a", client.isEnabled("a")]));
    client.on("change:b", () => heard.push("b"));
    stream.say(changes(1, 2, [isOff]));
    expect(await stream.next("applied")).toEqual({ type: "applied", version: 2 });
    expect(heard).toEqual([{ version: 2, flags: ["a"] }, ["a", false]]);
    expect(client.getDetails("a", {}, true)).toMatchObject({ value: false, version: 2 });
  });

  test("older ones and doubles are ignored", async () => {
    const { client, stream } = await startLive(isOn);
    stream.say(changes(1, 5, [isOff]));
    stream.say(changes(1, 2, [isOn]));
    stream.say(snapshot(3, isOn));
    stream.say(changes(4, 5, [isOn]));
    stream.say(changes(5, 6, [flag("b")]));
    await vi.waitFor(() => expect(client.status.version).toBe(6));
    expect(client.isEnabled("a")).toBe(false);
    expect(stream.received.map(({ type }) => type)).not.toContain("resync");
  });

  test("a gap asks for a snapshot, and nothing changes until it comes", async () => {
    const { client, stream } = await startLive(isOn);
    stream.say(changes(2, 3, [isOff]));
    await stream.next("resync");
    expect(client.isEnabled("a")).toBe(true);
    stream.say(snapshot(3, isOff));
    await vi.waitFor(() => expect(client.isEnabled("a")).toBe(false));
  });

  test("another epoch is taken as a whole, with a lower version too", async () => {
    const { client, stream } = await startLive(isOn);
    stream.say(changes(1, 9, [isOff]));
    stream.say({ ...snapshot(2, isOn), epoch: "e2" });
    await vi.waitFor(() => expect(client.status).toMatchObject({ epoch: "e2", version: 2 }));
    expect(client.isEnabled("a")).toBe(true);
  });

  test("a flag that can't be read fails alone", async () => {
    const { client, stream } = await startLive(isOn, flag("b"));
    const fromTheFuture = {
      ...isOn,
      rules: [{ id: "r", conditions: [{ operator: "sortOf", values: [1] }], serve: {} }],
    };
    stream.say(changes(1, 2, [fromTheFuture as never, flag("c")]));
    await stream.next("applied");
    await vi.waitFor(() => expect(client.status.version).toBe(2));
    expect(client.getDetails("a", {}, true)).toMatchObject({ value: true, errorCode: "PARSE_ERROR" });
    expect(client.isEnabled("b")).toBe(true);
    expect(client.isEnabled("c")).toBe(true);
    expect(client.log).toEqual([expect.stringMatching(/^warn: \[switchyard\] flag `a` can't be read.*sortOf/)]);
  });
});

describe("malformed messages", () => {
  const good = JSON.stringify(snapshot(9, isOff));
  const corpus = [
    "",
    "null",
    "[]",
    "0",
    '"snapshot"',
    "{}",
    "<html><body>502 Bad Gateway</body></html>",
    good.slice(0, -1),
    good.slice(0, good.length / 2),
    `${good}${good}`,
    good.replace('"version":9', '"version":"9"'),
    good.replace('"version":9', '"version":-9'),
    good.replace('"version":9', '"version":9.5'),
    good.replace('"version":9', '"version":1e400'),
    good.replace('"epoch":"e1"', '"epoch":null'),
    good.replace('"segments":[]', '"segments":{}'),
    good.replace('"segments":[]', '"segments":7'),
    JSON.stringify({ ...snapshot(9), flags: null }),
    JSON.stringify({ ...snapshot(9), flags: {} }),
    JSON.stringify({ ...snapshot(9), flags: [null] }),
    JSON.stringify({ ...snapshot(9), flags: [{}] }),
    JSON.stringify({ ...snapshot(9), flags: [{ key: 7 }] }),
    JSON.stringify(snapshot(9)),
    JSON.stringify({ ...snapshot(9), epoch: "e2" }),
    JSON.stringify({ ...changes(1, 2), removed: null }),
    JSON.stringify({ ...changes(1, 2), removed: { flags: [null] } }),
    JSON.stringify({ ...changes(1, 2), flags: "a" }),
    "[".repeat(100_000),
  ];

  test("keep what was there, all of them, and a good one is taken afterwards", async () => {
    const { server, client, stream } = await startLive(isOn);
    const errors: Error[] = [];
    client.on("error", (error) => errors.push(error));
    for (const text of corpus) stream.say(text);
    await vi.waitFor(() => expect(errors.length).toBeGreaterThanOrEqual(corpus.length));
    expect(client.isEnabled("a")).toBe(true);
    expect(client.status).toMatchObject({ state: "live", epoch: "e1", version: 1 });
    stream.say(changes(1, 2, [isOff]));
    await vi.waitFor(() => expect(client.isEnabled("a")).toBe(false));
    expect(server.streams).toHaveLength(1);
    expect(new Set(client.log).size).toBe(client.log.length);
  });

  test("a binary message is one of them", async () => {
    const { client, stream } = await startLive(isOn);
    const failed = new Promise((resolve) => client.on("error", resolve));
    stream.say(Buffer.from(good));
    await failed;
    expect(client.isEnabled("a")).toBe(true);
  });
});
