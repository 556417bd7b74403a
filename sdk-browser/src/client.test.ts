import { beforeEach, describe, expect, type MockInstance, onTestFinished, test, vi } from "vitest";
import { answer, changes, snapshot, startClient, startStreamServer, stubBrowser } from "./stream-server.case.ts";

let browser: ReturnType<typeof stubBrowser>;
let warn: MockInstance;

beforeEach(() => {
  browser = stubBrowser();
  warn = vi.spyOn(console, "warn").mockReturnValue();
  return () => void vi.restoreAllMocks();
});

async function startLive(...flags: Parameters<typeof answer>[]) {
  const server = await startStreamServer();
  const client = startClient({ url: server.url, context: { targetingKey: "ann" } });
  const stream = await server.stream(0);
  stream.say(snapshot(1, ...flags.map((flag) => answer(...flag))));
  await client.waitForReady();
  return { server, client, stream };
}

const types = (stream: { received: { type: string }[] }) => stream.received.map(({ type }) => type);

describe("connecting", () => {
  test("says its key and whom it asks for in the hello, and confirms what it evaluates with", async () => {
    const { client, stream } = await startLive(["a", true]);
    expect(stream.received[0]).toEqual({
      type: "hello",
      protocol: 1,
      sdk: expect.stringMatching(/^browser\/\d/),
      instance: expect.stringMatching(/^0\.\d{5,}$/),
      key: "sw_client_test",
      context: { targetingKey: "ann" },
      contextId: 0,
    });
    expect(await client.waitForReady()).toEqual({ status: "ready", version: 1 });
    expect(client.status).toEqual({ state: "live", epoch: "e1", version: 1, lastSyncAt: expect.any(Number) });
    await vi.waitFor(() => expect(stream.received[1]).toEqual({ type: "applied", version: 1 }));
  });

  test("waitForReady settles in time", async () => {
    const server = await startStreamServer();
    expect(await startClient({ url: server.url }).waitForReady({ timeoutMs: 20 })).toEqual({ status: "timeout" });
  });

  test("a key that is refused fails readiness, with the server's reason", async () => {
    const server = await startStreamServer();
    const client = startClient({ url: server.url });
    (await server.stream(0)).end(4401, "the client key is unknown");
    const error = new Error(`${server.url}: the client key is unknown`);
    expect(await client.waitForReady()).toEqual({ status: "failed", error });
    expect(warn.mock.calls).toEqual([["[switchyard]", error.message]]);
  });

  test.each([
    ["no url", { url: undefined as never }],
    ["a url that is none", { url: "::" }],
    ["a context that JSON can't carry", { context: { n: 1n } }],
  ])("%s: said in the console, and defaults are given", async (_name, options) => {
    const client = startClient(options);
    await client.waitForReady({ timeoutMs: 20 });
    expect(client.isEnabled("a", true)).toBe(true);
    expect(warn).toHaveBeenCalled();
  });

  test("where there is no WebSocket, defaults are given", async () => {
    vi.stubGlobal("WebSocket", undefined);
    const client = startClient({});
    expect(client.getDetails("a", 1)).toEqual({
      value: 1,
      reason: "ERROR",
      errorCode: "PROVIDER_NOT_READY",
      version: undefined,
      stale: true,
    });
    expect((await client.waitForReady({ timeoutMs: 20 })).status).toBe("timeout");
  });
});

describe("answers", () => {
  test("of each kind, and the default where there is none", async () => {
    const { client, stream } = await startLive(["a", true], ["colour", "red"]);
    expect(client.isEnabled("a")).toBe(true);
    expect(client.getValue("colour", "none")).toBe("red");
    expect(client.getDetails("colour", "none")).toEqual({
      value: "red",
      variant: "red",
      reason: "STATIC",
      version: 1,
      stale: false,
    });
    expect(client.isEnabled("colour", true)).toBe(true);
    expect(client.getDetails("colour", 1)).toMatchObject({ value: 1, reason: "ERROR", errorCode: "TYPE_MISMATCH" });
    for (let i = 0; i < 3; i++) expect(client.getDetails("colur", 1)).toMatchObject({ errorCode: "FLAG_NOT_FOUND" });
    await vi.waitFor(() =>
      expect(warn.mock.calls.map((said) => said.join(" "))).toEqual([
        "[switchyard] flag `colour` is a string, the default is not: the default is given",
        "[switchyard] unknown flag `colur`; did you mean `colour`?",
      ]),
    );

    stream.say(changes(1, 2, [{ key: "a", errorCode: "TARGETING_KEY_MISSING" }]));
    await vi.waitFor(() => expect(client.getDetails("a", true).errorCode).toBe("TARGETING_KEY_MISSING"));
    expect(client.isEnabled("a", true)).toBe(true);
  });

  test("change is told for what answers differently, not for what was edited", async () => {
    const { client, stream } = await startLive(["a", true], ["b", true], ["c", true]);
    const heard: unknown[] = [];
    client.on("change", (change) => heard.push(change));
    client.on("change:b", () => heard.push(client.isEnabled("b")));
    stream.say(changes(1, 2, [answer("a", true)]));
    stream.say(changes(2, 3, [answer("a", true), answer("b", false)], ["c"]));
    await vi.waitFor(() => expect(heard).toEqual([{ version: 3, flags: ["b", "c"] }, false]));
  });

  test("malformed and older messages keep what was there", async () => {
    const { client, stream } = await startLive(["a", true]);
    const errors: string[] = [];
    client.on("error", ({ message }) => errors.push(message));
    const bad = [
      "{",
      "null",
      "<html>",
      '{"type":"snapshot"}',
      snapshot(5),
      { ...snapshot(9), flags: [{}] },
      changes(4, 5),
    ];
    for (const message of bad) stream.say(message);
    stream.say(snapshot(0, answer("a", false)));
    await vi.waitFor(() => expect(errors).toHaveLength(bad.length));
    expect(client.isEnabled("a")).toBe(true);
    await vi.waitFor(() => expect(types(stream)).toContain("resync"));
    stream.say(changes(1, 2, [answer("a", false)]));
    await vi.waitFor(() => expect(client.isEnabled("a")).toBe(false));
  });
});

describe("another person", () => {
  test("is asked for, and answered as a whole: until then the old answers, with the same version too", async () => {
    const { client, stream } = await startLive(["a", true]);
    const heard: unknown[] = [];
    client.on("change", (change) => heard.push(change));
    const next = { targetingKey: "bob", plan: { name: "pro" } };
    const changed = client.setContext(next);
    next.plan.name = "free";
    await vi.waitFor(() =>
      expect(stream.received.at(-1)).toEqual({
        type: "context",
        context: { targetingKey: "bob", plan: { name: "pro" } },
        contextId: 1,
      }),
    );
    expect(client.isEnabled("a")).toBe(true);
    stream.say(snapshot(1, answer("a", false)));
    await changed;
    expect(client.isEnabled("a")).toBe(false);
    expect(heard).toEqual([{ version: 1, flags: ["a"] }]);
  });

  test("several in a row: one question at a time, the last one counts", async () => {
    const { client, stream } = await startLive(["a", true]);
    const contexts = ["b", "c", "d"].map((targetingKey) => client.setContext({ targetingKey }));
    const asked = () => stream.received.filter(({ type }) => type === "context").map(({ context }) => context);
    await vi.waitFor(() => expect(asked()).toEqual([{ targetingKey: "b" }]));
    stream.say(snapshot(1, answer("a", true)));
    await vi.waitFor(() => expect(asked()).toEqual([{ targetingKey: "b" }, { targetingKey: "d" }]));
    stream.say(snapshot(1, answer("a", false)));
    await Promise.all(contexts);
    expect(client.isEnabled("a")).toBe(false);
  });

  test("an answer to a resync that is on its way is not taken for the next person's", async () => {
    const { client, stream } = await startLive(["a", "for ann"]);
    browser.dispatch("online");
    let isBob = false;
    const changed = client.setContext({ targetingKey: "bob" }).then(() => {
      isBob = true;
    });
    await vi.waitFor(() => expect(types(stream).slice(-2)).toEqual(["resync", "context"]));
    const heard: unknown[] = [];
    client.on("change", ({ version }) => heard.push([version, client.getValue("a", ""), isBob]));

    stream.say({ ...snapshot(1, answer("a", "not for bob")), contextId: stream.received[0]?.contextId });
    stream.say(changes(1, 2, [answer("a", "still for ann")]));
    stream.say({ type: "current", version: 2 });
    stream.say({ ...snapshot(2, answer("a", "for bob")), contextId: stream.received.at(-1)?.contextId });
    await changed;
    expect(heard).toEqual([
      [2, "still for ann", false],
      [2, "for bob", false],
    ]);
    expect(warn).not.toHaveBeenCalled();
  });

  test("while there is no link: the next hello asks, and says nothing of what was held for someone else", async () => {
    const { server, client, stream } = await startLive(["a", true]);
    vi.spyOn(Math, "random").mockReturnValue(0.999);
    stream.end();
    await vi.waitFor(() => expect(client.status.state).toBe("offline"), { interval: 5 });
    const changed = client.setContext({ targetingKey: "bob" }, { timeoutMs: 5_000 });
    const again = await server.stream(1);
    expect(again.received[0]).toMatchObject({ type: "hello", context: { targetingKey: "bob" } });
    expect(again.received[0]).not.toHaveProperty("have");
    again.say(snapshot(1, answer("a", false)));
    await changed;
    expect(client.isEnabled("a")).toBe(false);
  });

  test("that nobody answers for settles in time", async () => {
    const { client } = await startLive(["a", true]);
    await client.setContext({ targetingKey: "bob" }, { timeoutMs: 20 });
    expect(client.isEnabled("a")).toBe(true);
  });
});

describe("a lost link", () => {
  test("is opened again with what is held, never two at once", async () => {
    const { server, client, stream } = await startLive(["a", true]);
    stream.say({ ...changes(1, 2), stamp: "s2" });
    await vi.waitFor(() => expect(client.status.version).toBe(2));
    stream.end();
    await vi.waitFor(() => expect(client.status.state).toBe("offline"));
    expect(client.getDetails("a", false)).toMatchObject({ value: true, stale: true });
    const again = await server.stream(1);
    expect(again.received[0]).toMatchObject({ have: { epoch: "e1", version: 2, stamp: "s2" } });
    again.say({ type: "current", version: 2 });
    await vi.waitFor(() => expect(client.status.state).toBe("live"));
    expect(server.mostAtOnce()).toBe(1);
  });

  test("is tried at once when the network is back or the page is looked at, not while it is hidden", async () => {
    const { server, client, stream } = await startLive(["a", true]);
    // Without the wake-up the next attempt would be minutes away.
    vi.spyOn(Math, "random").mockReturnValue(1_000);
    for (const [index, event] of ["online", "visibilitychange"].entries()) {
      (await server.stream(index)).end();
      await vi.waitFor(() => expect(client.status.state).toBe("offline"));
      browser.page.hidden = true;
      browser.dispatch(event);
      browser.page.hidden = false;
      browser.dispatch(event);
      (await server.stream(index + 1)).say({ type: "current", version: 1 });
      await vi.waitFor(() => expect(client.status.state).toBe("live"));
    }
    expect(server.mostAtOnce()).toBe(1);
    expect(types(stream)).not.toContain("resync");
  });

  test("a silent one is given up after 35 s; the server saying the same again is a sign of life and no news", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const server = await startStreamServer();
    const client = startClient({ url: server.url });
    await vi.advanceTimersByTimeAsync(0);
    const stream = await server.stream(0);
    stream.say(snapshot(1, answer("a", true)));
    await vi.waitFor(() => expect(types(stream)).toEqual(["hello", "applied"]));
    const heard: unknown[] = [];
    for (const event of ["ready", "change", "connection", "error"] as const) client.on(event, (it) => heard.push(it));

    const now = vi.spyOn(Date, "now");
    for (const at of [101, 102, 103]) {
      await vi.advanceTimersByTimeAsync(34_000);
      now.mockReturnValue(at);
      stream.say({ type: "current", version: 1 });
      await vi.waitFor(() => expect(client.status.lastSyncAt).toBe(at));
    }
    expect([heard, types(stream), client.status.state]).toEqual([[], ["hello", "applied"], "live"]);
    expect(warn).not.toHaveBeenCalled();

    now.mockRestore();
    await vi.advanceTimersByTimeAsync(35_000);
    expect(warn.mock.calls).toEqual([["[switchyard]", `${server.url}: no answer`]]);
    await vi.advanceTimersByTimeAsync(500);
    expect((await server.stream(1)).received[0]).toMatchObject({ have: { epoch: "e1", version: 1 } });
  });

  test("a live one that is woken must answer with a snapshot", async () => {
    const { server, client, stream } = await startLive(["a", true]);
    browser.dispatch("online");
    await vi.waitFor(() => expect(types(stream)).toContain("resync"));
    stream.say(snapshot(1, answer("a", true)));
    await vi.waitFor(() => expect(client.status.state).toBe("live"));
    expect(server.streams).toHaveLength(1);
  });
});

test("close ends it, twice is once, answers stay", async () => {
  const { server, client } = await startLive(["a", true]);
  client.close();
  client.close();
  browser.dispatch("online");
  expect(client.status.state).toBe("offline");
  expect(client.isEnabled("a")).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(server.streams).toHaveLength(1);
});
