import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate } from "node:timers/promises";
import type { ClientFlag, GuardMetric } from "@switchyard/core";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { answer, changes, snapshot, startClient, startStreamServer, stubBrowser } from "./stream-server.case.ts";

let browser: ReturnType<typeof stubBrowser>;

beforeEach(() => {
  browser = stubBrowser();
  vi.spyOn(console, "warn").mockReturnValue();
  return () => void vi.restoreAllMocks();
});

const ann = { targetingKey: "ann" };

/** As `localStorage`, and as breakable. */
function memory(entries = new Map<string, string>()) {
  return {
    entries,
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => void entries.set(key, value),
  };
}

interface Asked {
  url: string;
  headers: IncomingHttpHeaders;
  body: { context?: object; token?: string; report?: object; applied?: object };
}

/** A server behind a proxy that lets no stream through. */
async function startPlainServer(answered: () => object | Promise<object>, reported: () => unknown = () => {}) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const part of request) text += part;
    asked.push({ url: `${request.url}`, headers: request.headers, body: JSON.parse(text) });
    if (request.url !== "/v1/client/flags") {
      await reported();
      response.writeHead(204).end();
    } else {
      // As the server's: it covers the context.
      const etag = JSON.stringify(text.length);
      if (request.headers["if-none-match"] === etag) response.writeHead(304).end();
      else response.writeHead(200, { etag }).end(JSON.stringify(await answered()));
    }
  });
  server.on("upgrade", (_request, socket) =>
    socket.on("error", () => {}).end("HTTP/1.1 426 Upgrade Required\r\nconnection: close\r\n\r\n"),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe("where no stream can be had", () => {
  test("plain requests bring the answers for this context, and take what was seen back", async () => {
    const { url, asked } = await startPlainServer(() => snapshot(7, answer("a", true)));
    const client = startClient({ url, context: ann, storage: null });
    expect(await client.waitForReady()).toEqual({ status: "ready", version: 7 });
    expect(client.isEnabled("a")).toBe(true);
    expect(client.status.state).toBe("polling");
    client.track("order", { value: 20 });
    client.close();
    await vi.waitFor(() => expect(asked.at(-1)?.body).toHaveProperty("report.evaluations.0"));
    expect(asked[0]).toMatchObject({
      url: "/v1/client/flags",
      headers: { authorization: "Bearer sw_client_test" },
      body: { context: ann },
    });
    expect(asked.at(-1)).toMatchObject({
      url: "/v1/report",
      body: {
        applied: { epoch: "e1", version: 7 },
        report: {
          evaluations: [{ flag: "a", variant: "true", count: 1 }],
          events: [{ event: "order", count: 1, sum: 20 }],
        },
      },
    });
  });

  test("another context is asked for at once, and looking at the page again asks for what is new", async () => {
    const { url, asked } = await startPlainServer(() => snapshot(7, answer("a", true)));
    const client = startClient({ url, context: ann, contextToken: "t1", storage: null });
    await client.waitForReady();
    await client.setContext({ targetingKey: "robert" }, { contextToken: "t2" });
    browser.dispatch("online");
    const polls = () => asked.filter(({ url }) => url === "/v1/client/flags");
    await vi.waitFor(() => expect(polls().length).toBeGreaterThan(2));
    expect(polls()[0]?.body).toEqual({ context: ann, token: "t1" });
    expect(polls().at(-1)?.body).toEqual({ context: { targetingKey: "robert" }, token: "t2" });
  });
});

describe("what overtakes, where no stream can be had", () => {
  /** Held back until it is let go; each is one request. */
  function lane() {
    const held: (() => void)[] = [];
    return { held, pass: () => new Promise<void>((resolve) => held.push(resolve)) };
  }

  test("an answer that arrives after the one to a later question changes nothing", async () => {
    const { held, pass } = lane();
    let version = 6;
    const { url, asked } = await startPlainServer(async () => {
      const mine = ++version;
      if (mine > 7) await pass();
      return snapshot(mine === 8 ? 7 : mine, answer("a", `answer ${mine}`));
    });
    const client = startClient({ url, context: ann, storage: null });
    await client.waitForReady();
    expect(client.getValue("a", "")).toBe("answer 7");
    // Another context has another tag, and so the whole answer.
    void client.setContext({ targetingKey: "bo" });
    await vi.waitFor(() => expect(held).toHaveLength(1));
    const settled = client.setContext({ targetingKey: "robert" });
    await vi.waitFor(() => expect(held).toHaveLength(2));
    held[1]?.();
    await settled;
    expect(client.getValue("a", "")).toBe("answer 9");
    held[0]?.();
    browser.dispatch("online");
    await vi.waitFor(() => expect(asked.filter(({ url }) => url === "/v1/client/flags").length).toBeGreaterThan(3));
    expect(client.getValue("a", "")).toBe("answer 9");
  });

  test("a report waits for the one before it, and nothing that was counted is lost", async () => {
    const { held, pass } = lane();
    const { url, asked } = await startPlainServer(() => snapshot(7, answer("a", true)), pass);
    const client = startClient({ url, context: ann, storage: null });
    await client.waitForReady();
    await vi.waitFor(() => expect(held).toHaveLength(1));
    const polls = () => asked.filter(({ url }) => url === "/v1/client/flags");
    const reports = () => asked.flatMap(({ body }) => body.report ?? []) as { seq: number; events: object[] }[];
    client.track("order");
    browser.dispatch("online");
    await vi.waitFor(() => expect(polls()).toHaveLength(2));
    await setImmediate();
    client.track("order");
    expect(reports()).toHaveLength(1);
    held[0]?.();
    await vi.waitFor(async () => {
      browser.dispatch("online");
      await setImmediate();
      expect(reports().length).toBeGreaterThan(1);
    });
    expect(reports().map(({ seq }) => seq)).toEqual([1, 2]);
    expect(reports()[1]?.events).toEqual([{ event: "order", count: 2, sum: 2 }]);
  });
});

test("a default of another type, or a context that lacks a key, is said once for each flag, and counted as it was asked", async () => {
  const half: ClientFlag = {
    key: "half",
    salt: "s",
    below: 2 ** 31,
    variants: [{ below: 2 ** 32, variant: "on", value: true }],
    otherwise: { variant: "off", value: false },
  };
  const { url, asked } = await startPlainServer(() => snapshot(7, answer("a", true), half));
  const client = startClient({ url, context: {}, storage: null });
  await client.waitForReady();
  for (let i = 0; i < 2; i++) {
    client.getValue("a", "text");
    client.isEnabled("half");
    client.isEnabled("a");
    browser.dispatch("online");
    await vi.waitFor(() => expect(asked.filter(({ body }) => body.report)).toHaveLength(i + 2));
  }
  await vi.waitFor(() =>
    expect(vi.mocked(console.warn).mock.calls.map(([, line]) => line)).toEqual([
      expect.stringContaining("no connection"),
      "flag `a` is a boolean, the default is not: the default is given",
      "flag `half` is rolled out by an attribute that the context lacks: pass `targetingKey`, or what it is bucketed by",
    ]),
  );
  for (const { body } of asked.filter(({ body }) => body.report).slice(1))
    expect(body.report).toMatchObject({
      evaluations: [
        { flag: "a", variant: null, count: 1 },
        { flag: "half", variant: null, count: 1 },
        { flag: "a", variant: "true", count: 1 },
      ],
    });
});

test("mistakes that are made before this chunk is here are said, too; what is no key at all breaks nothing", async () => {
  const client = startClient({
    context: ann,
    bootstrap: snapshot(5, answer("checkout", true)) as never,
    storage: null,
  });
  for (const key of ["chekout", Symbol("key") as never, undefined as never])
    expect(client.isEnabled(key, true)).toBe(true);
  const said = () => vi.mocked(console.warn).mock.calls.map(([, line]) => line);
  await vi.waitFor(() => expect(said()).toContain("unknown flag `chekout`; did you mean `checkout`?"));
  for (const key of ["chekout", Symbol("key") as never, undefined as never])
    expect(client.isEnabled(key, true)).toBe(true);
  await setImmediate();
  expect(said().filter((line) => `${line}`.includes("chekout"))).toHaveLength(1);
});

describe("a copy in storage", () => {
  test("answers on the next visit, for the same person only, until the server is heard", async () => {
    const storage = memory();
    const server = await startStreamServer();
    const first = startClient({ url: server.url, context: ann, storage });
    const stream = await server.stream(0);
    stream.say(snapshot(3, answer("a", true)));
    await first.waitForReady();
    stream.say({ ...changes(3, 4, [answer("b", "blue")]), stamp: "s4" });
    await vi.waitFor(() => expect([...storage.entries.values()].join()).toContain("blue"));
    expect([...storage.entries.values()].join()).toContain('"version":4,"stamp":"s4"');
    expect([...storage.entries.keys()].join()).not.toContain("sw_client");

    const again = startClient({ context: ann, storage });
    expect(await again.waitForReady({ timeoutMs: 300 })).toEqual({ status: "cached", version: 4 });
    expect(again.getValue("b", "")).toBe("blue");
    expect(again.getDetails("a", false)).toMatchObject({ value: true, stale: true });

    const other = startClient({ context: { targetingKey: "bob" }, storage });
    expect(await other.waitForReady({ timeoutMs: 300 })).toMatchObject({ status: "timeout" });
  });

  test.each([
    [
      "switched off",
      {
        getItem: () => {
          throw new Error("denied");
        },
        setItem: () => {
          throw new Error("denied");
        },
      },
    ],
    [
      "full",
      {
        getItem: () => null,
        setItem: () => {
          throw new Error("quota");
        },
      },
    ],
    ["written by somebody else", { getItem: () => "{}", setItem: () => {} }],
    ["none", null],
  ])("that is %s is no copy, and nothing else is missing", async (_, storage) => {
    const server = await startStreamServer();
    const client = startClient({ url: server.url, context: ann, storage });
    (await server.stream(0)).say(snapshot(1, answer("a", true)));
    await client.waitForReady();
    expect(client.isEnabled("a")).toBe(true);
  });
});

describe("a bootstrap", () => {
  test("answers from the first line on, and is gone on from", async () => {
    const server = await startStreamServer();
    const bootstrap = { ...snapshot(5, answer("a", true)), stamp: "s5" } as never;
    const client = startClient({ url: server.url, context: ann, bootstrap, storage: null });
    expect(client.isEnabled("a")).toBe(true);
    const stream = await server.stream(0);
    expect(stream.received[0]).toMatchObject({ have: { epoch: "e1", version: 5, stamp: "s5" } });
    stream.say(changes(5, 6, [answer("a", false)]));
    await vi.waitFor(() => expect(client.isEnabled("a")).toBe(false));
  });

  test.each([null, 5, {}, { type: "snapshot" }, snapshot(0)])("that is none changes nothing: %j", async (bootstrap) => {
    const client = startClient({ context: ann, bootstrap: bootstrap as never, storage: null });
    expect(client.isEnabled("a")).toBe(false);
  });
});

test("what was seen goes with the stream, added up, when the page says good-bye", async () => {
  const server = await startStreamServer();
  const client = startClient({ url: server.url, context: ann, storage: null });
  const stream = await server.stream(0);
  stream.say(snapshot(1, answer("a", true)));
  await client.waitForReady();
  await vi.dynamicImportSettled();
  for (let i = 0; i < 3; i++) client.isEnabled("a");
  client.getValue("a", "of another type");
  client.isEnabled("nowhere");
  client.close();
  await vi.waitFor(() => expect(stream.received.map(({ type }) => type)).toContain("report"));
  expect(stream.received.find(({ type }) => type === "report")).toEqual({
    type: "report",
    seq: 1,
    evaluations: [
      { flag: "a", variant: "true", count: 3 },
      { flag: "a", variant: null, count: 1 },
    ],
    unknown: [{ flag: "nowhere", count: 1 }],
    events: [],
  });
});

describe("while a guarded rollout runs", () => {
  const metrics: GuardMetric[] = [{ key: "e", kind: "count", from: "event", event: "oops" }];
  const guard = { plan: "p", stage: 0, percentage: 50, metrics, treated: true, shard: 3 };
  const guarded = { ...answer("a", true), guard } as ClientFlag;

  /** What is loaded with the first such flag has taken its place: it was asked for before this was. */
  async function loaded() {
    await import("./guards.ts");
    await setImmediate();
  }

  test("what happens is reported for it, over the stream", async () => {
    const { url, streams } = await startStreamServer();
    const client = startClient({ url, context: ann, storage: null });
    await vi.waitFor(() => expect(streams[0]?.received).toHaveLength(1));
    streams[0]?.say(snapshot(1, guarded));
    await client.waitForReady();
    await loaded();
    client.isEnabled("a");
    client.track("oops");
    client.close();
    await vi.waitFor(() => expect(streams[0]?.received.at(-1)?.type).toBe("guards"));
    expect(streams[0]?.received.at(-1)).toMatchObject({
      seq: 1,
      reports: [{ flag: "a", plan: "p", stage: 0, treated: { requests: 1, metrics: [{ metric: "e", bad: [3, 1] }] } }],
    });
  });

  test("and by plain requests where no stream can be had", async () => {
    const { url, asked } = await startPlainServer(() => snapshot(7, guarded));
    const client = startClient({ url, context: ann, storage: null });
    await client.waitForReady();
    await loaded();
    client.isEnabled("a");
    client.close();
    const guards = { seq: 1, reports: [{ treated: { units: [3, 1] } }] };
    await vi.waitFor(() =>
      expect(asked.map(({ body }) => body)).toContainEqual(expect.objectContaining({ guards: expect.anything() })),
    );
    expect(asked.find(({ body }) => "guards" in body)?.body).toMatchObject({ guards });
  });
});
