import { flag } from "@switchyard/core/fixtures.case";
import { describe, expect, test, vi } from "vitest";
import { changes, snapshot, startClient, startLive, startStreamServer } from "./stream-server.case.ts";

const isOn = flag("a");

describe("a stream that is lost", () => {
  test("leaves the answers, says so once, and is opened again with what is held", async () => {
    const { server, client, stream } = await startLive(isOn);
    const states: string[] = [];
    client.on("connection", ({ state }) => states.push(state));
    stream.kill();
    await vi.waitFor(() => expect(client.status.state).toBe("offline"));
    expect(client.getDetails("a", {}, false)).toMatchObject({ value: true, version: 1, stale: true });
    const again = await server.stream();
    expect(await again.next("hello")).toMatchObject({ have: { epoch: "e1", version: 1 } });
    again.say({ type: "current", version: 1 });
    await vi.waitFor(() => expect(client.status.state).toBe("live"));
    expect(client.getDetails("a", {}, false).stale).toBe(false);
    expect(states).toEqual(["offline", "live"]);
    expect(client.log).toEqual([
      expect.stringMatching(/^warn: \[switchyard\] no connection to http:\/\/127\.0\.0\.1:\d+: closed with 1006/),
      expect.stringMatching(/^info: \[switchyard\] connected again/),
    ]);
  });

  test("is opened again with what made the version, if the server said so: one of before stamps does not", async () => {
    const { server, stream } = await startLive(isOn);
    await stream.next("applied");
    const stamps = ["s2", "s3", undefined];
    let current = stream;
    for (const [index, stamp] of stamps.entries()) {
      const version = index + 1;
      current.say({ ...changes(version, version + 1, [isOn]), stamp });
      expect(await current.next("applied")).toMatchObject({ version: version + 1 });
      current.kill();
      current = await server.stream();
      expect((await current.next("hello")) as object).toHaveProperty("have", {
        epoch: "e1",
        version: version + 1,
        stamp,
      });
      current.say({ type: "current", version: version + 1 });
    }
  });

  test("again and again, with goaways and garbage: there are never two at once", async () => {
    const { server, client, stream } = await startLive(isOn);
    let current = stream;
    for (let round = 0; round < 5; round++) {
      if (round % 2) current.say({ type: "goaway", afterMs: 5 });
      else current.say("{");
      if (round % 3) current.kill();
      else current.close(1001, "bye");
      current = await server.stream();
      await current.next("hello");
      current.say({ type: "current", version: 1 });
    }
    await vi.waitFor(() => expect(client.status.state).toBe("live"));
    expect(server.mostAtOnce).toBe(1);
  }, 30_000);
});

describe("a refused upgrade", () => {
  test.each([401, 403])("%i fails readiness with a reason, in one line", async (status) => {
    const server = await startStreamServer();
    server.refuse(status);
    const client = startClient({ url: server.url });
    const result = await client.waitForReady({ timeoutMs: 10_000 });
    expect(result).toMatchObject({ status: "failed", error: { message: expect.stringContaining(`(${status})`) } });
    expect(client.status.state).toBe("offline");
    expect(client.log).toHaveLength(1);
    expect(client.log[0]).toContain("trying again every 5 minutes");
  });

  test("404 asks whether the url is right", async () => {
    const server = await startStreamServer();
    server.refuse(404);
    const client = startClient({ url: server.url });
    const error = await new Promise<Error>((resolve) => client.on("error", resolve));
    expect(error.message).toContain("is `url` the address of a Switchyard server?");
    expect((await client.waitForReady({ timeoutMs: 1 })).error).toBe(error);
  });

  test("503 with Retry-After is waited out", async () => {
    const server = await startStreamServer();
    server.refuse(503, { "Retry-After": "1" });
    const client = startClient({ url: server.url });
    await new Promise((resolve) => client.on("error", resolve));
    const refusedAt = performance.now();
    server.refuse(undefined);
    const stream = await server.stream();
    // A timer may fire a millisecond early by this clock.
    expect(performance.now() - refusedAt).toBeGreaterThan(990);
    stream.say(snapshot(1, isOn));
    expect(await client.waitForReady()).toEqual({ status: "ready", version: 1 });
  });
});

describe("listeners", () => {
  test("that throw stop nobody, and are logged once", async () => {
    const { client, stream } = await startLive(isOn);
    const heard: number[] = [];
    client.on("change", () => {
      throw new Error("mine");
    });
    client.on("change", async () => {
      throw new Error("mine, later");
    });
    client.on("change", ({ version }) => heard.push(version));
    for (let version = 1; version < 4; version++) {
      stream.say(changes(version, version + 1, [flag("a", { enabled: version % 2 === 0 })]));
    }
    await vi.waitFor(() => expect(heard).toEqual([2, 3, 4]));
    expect(client.log).toEqual([
      "error: [switchyard] a listener failed: Error: mine",
      "error: [switchyard] a listener failed: Error: mine, later",
    ]);
  });

  test("that stopped listening hear nothing", async () => {
    const { client, stream } = await startLive(isOn);
    const heard: number[] = [];
    client.on("change", ({ version }) => heard.push(version))();
    stream.say(changes(1, 2, [flag("b")]));
    await stream.next("applied");
    await vi.waitFor(() => expect(client.status.version).toBe(2));
    expect(heard).toEqual([]);
  });
});

describe("close", () => {
  test("ends the stream; answers stay; twice is once; nothing comes back", async () => {
    const { server, client } = await startLive(isOn);
    await Promise.all([client.close(), client.close()]);
    await client[Symbol.asyncDispose]();
    expect(client.status).toMatchObject({ state: "offline", version: 1 });
    expect(client.getDetails("a", {}, false)).toMatchObject({ value: true, stale: true });
    expect(await client.waitForReady()).toEqual({ status: "ready", version: 1 });
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(server.streams).toHaveLength(1);
    expect(client.log).toEqual([]);
  });

  test("by a listener, in the middle of a message, is fine", async () => {
    const { server, client, stream } = await startLive(isOn);
    client.on("change", () => client.close());
    stream.say(changes(1, 2, [flag("b")]));
    await vi.waitFor(() => expect(client.status.state).toBe("offline"));
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(client.status).toMatchObject({ state: "offline", version: 2 });
    expect(server.streams).toHaveLength(1);
  });
});
