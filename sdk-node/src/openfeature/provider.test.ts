import { ErrorCode, OpenFeature, ProviderEvents, ProviderStatus } from "@openfeature/server-sdk";
import { flag } from "@switchyard/core/fixtures.case";
import { afterEach, expect, test, vi } from "vitest";
import { changes, createLog, snapshot, startBlackHole, startClient, startStreamServer } from "../stream-server.case.ts";
import { createTestClient } from "../testing/index.ts";
import { SwitchyardProvider } from "./index.ts";

// The official SDK, unmodified, over real sockets.

afterEach(async () => {
  OpenFeature.clearHandlers();
  await OpenFeature.close();
});

const silent = { error() {}, warn() {}, info() {}, debug() {} };
OpenFeature.setLogger(silent);

function hear() {
  const heard: unknown[] = [];
  for (const event of Object.values(ProviderEvents)) {
    OpenFeature.addHandler(event, (details) => {
      const { flagsChanged } = (details ?? {}) as { flagsChanged?: string[] };
      heard.push(flagsChanged ? `${event} ${flagsChanged}` : event);
    });
  }
  // What the provider before was in is told at once to who comes later.
  heard.length = 0;
  return heard;
}

async function startProvider(...flags: Parameters<typeof snapshot>[1][]) {
  const server = await startStreamServer();
  const options = { url: server.url, sdkKey: "sw_server_test", logger: createLog() };
  const provider = new SwitchyardProvider(options, { staleAfterMs: 50 });
  const ready = OpenFeature.setProviderAndWait(provider);
  const stream = await server.stream();
  await stream.next("hello");
  stream.say(snapshot(1, ...flags));
  await ready;
  return { server, stream, provider, client: OpenFeature.getClient() };
}

const colour = flag("colour", {
  type: "string",
  variants: [
    { key: "r", value: "red" },
    { key: "e", value: "" },
  ],
  offVariant: "e",
  fallthrough: { variant: "r" },
});
const object = { type: "object" as const, offVariant: "a", fallthrough: { variant: "a" } };
const shape = flag("shape", { ...object, variants: [{ key: "a", value: { sides: 0 } }] });
const limit = flag("limit", { ...object, type: "number", variants: [{ key: "a", value: 0 }] });

test("each type, with its variant, reason and metadata; falsy values are values", async () => {
  const rule = {
    id: "eu",
    conditions: [{ attribute: "at", operator: "before" as const, values: ["2030-01-01T00:00:00Z"] }],
  };
  const timed = flag("timed", { rules: [{ ...rule, serve: { variant: "on" } }], fallthrough: { variant: "off" } });
  const off = flag("off", { enabled: false });
  const { client } = await startProvider(flag("a"), off, timed, colour, shape, limit);
  expect(await client.getBooleanDetails("a", false)).toEqual({
    flagKey: "a",
    value: true,
    variant: "on",
    reason: "STATIC",
    flagMetadata: { version: 1 },
  });
  expect(await client.getBooleanDetails("off", true)).toMatchObject({ value: false, reason: "DISABLED" });
  expect(await client.getStringValue("colour", "none")).toBe("red");
  expect(await client.getNumberValue("limit", 7)).toBe(0);
  expect(await client.getObjectValue("shape", {})).toEqual({ sides: 0 });
  const context = { targetingKey: "u", at: new Date("2029-01-01") };
  expect(await client.getBooleanDetails("timed", false, context)).toMatchObject({
    value: true,
    reason: "TARGETING_MATCH",
    flagMetadata: { ruleId: "eu" },
  });
});

test("without an answer of that type: the default, an error code and no variant", async () => {
  const { client } = await startProvider(flag("a"), colour);
  expect(await client.getStringDetails("a", "none")).toEqual({
    flagKey: "a",
    value: "none",
    reason: "ERROR",
    errorCode: ErrorCode.TYPE_MISMATCH,
    errorMessage: 'flag "a" is a boolean, the default is a string',
    flagMetadata: {},
  });
  for (const ask of [client.getNumberDetails("colour", 1), client.getObjectDetails("a", { a: 1 })]) {
    expect(await ask).toMatchObject({ reason: "ERROR", errorCode: ErrorCode.TYPE_MISMATCH });
  }
  for (const key of ["b", "__proto__", "constructor"]) {
    expect(await client.getBooleanDetails(key, true)).toMatchObject({
      value: true,
      errorCode: ErrorCode.FLAG_NOT_FOUND,
    });
  }
  expect(await client.getObjectValue("b", null)).toBe(null);
  expect(await client.getBooleanValue("a", null as never)).toBe(true);
  expect(await client.getBooleanValue("b", null as never)).toBe(null);
});

test("ready, changes, stale when the link is lost, ready when it is back: each told once", async () => {
  const heard = hear();
  const { server, stream, client } = await startProvider(flag("a"));
  stream.say(changes(1, 2, [flag("a", { enabled: false })]));
  await vi.waitFor(() => expect(heard).toEqual(["PROVIDER_READY", "PROVIDER_CONFIGURATION_CHANGED a"]));
  server.refuse(503);
  stream.kill();
  await vi.waitFor(() => expect(client.providerStatus).toBe(ProviderStatus.STALE));
  expect(await client.getBooleanValue("a", true)).toBe(false);
  server.refuse(undefined);
  const again = await server.stream();
  await again.next("hello");
  again.say(changes(2, 3, [flag("a")]));
  await vi.waitFor(() => expect(client.providerStatus).toBe(ProviderStatus.READY));
  expect(await client.getBooleanValue("a", false)).toBe(true);
  expect(heard.slice(2).sort()).toEqual(["PROVIDER_CONFIGURATION_CHANGED a", "PROVIDER_READY", "PROVIDER_STALE"]);
});

test("a key that is refused is fatal, and named", async () => {
  const server = await startStreamServer();
  server.refuse(401);
  const provider = new SwitchyardProvider({ url: server.url, sdkKey: "sw_server_gone", logger: createLog() });
  const failing = OpenFeature.setProviderAndWait(provider);
  await expect(failing).rejects.toMatchObject({
    code: ErrorCode.PROVIDER_FATAL,
    message: expect.stringContaining("key"),
  });
  expect(OpenFeature.getClient().providerStatus).toBe(ProviderStatus.FATAL);
});

test.each([
  [{}, /no url/],
  [{ url: "http://localhost:1", sdkKey: "sw_client_x" }, /client key/],
])("a set-up that can't work is fatal: %o", async (options, message) => {
  const failing = OpenFeature.setProviderAndWait(new SwitchyardProvider({ ...options, logger: createLog() }));
  await expect(failing).rejects.toMatchObject({
    code: ErrorCode.PROVIDER_FATAL,
    message: expect.stringMatching(message),
  });
});

test("flags that come too late are an error first, then ready", async () => {
  const heard = hear();
  const server = await startStreamServer();
  const options = { url: server.url, sdkKey: "sw_server_test", logger: createLog() };
  const slow = OpenFeature.setProviderAndWait(new SwitchyardProvider(options, { timeoutMs: 30 }));
  await expect(slow).rejects.toMatchObject({ code: ErrorCode.GENERAL });
  const stream = await server.stream();
  await stream.next("hello");
  stream.say(snapshot(1, flag("a")));
  await vi.waitFor(() => expect(OpenFeature.getClient().providerStatus).toBe(ProviderStatus.READY));
  expect(heard).toEqual(["PROVIDER_ERROR", "PROVIDER_READY"]);
  expect(await OpenFeature.getClient().getBooleanValue("a", false)).toBe(true);
});

test("a black hole ends in its time", async () => {
  const options = { url: await startBlackHole(), sdkKey: "sw_server_test", logger: createLog() };
  const failing = OpenFeature.setProviderAndWait(new SwitchyardProvider(options, { timeoutMs: 50 }));
  await expect(failing).rejects.toMatchObject({ code: ErrorCode.GENERAL });
});

test("tracking goes to track()", async () => {
  const flags = createTestClient({ a: true });
  await OpenFeature.setProviderAndWait(new SwitchyardProvider(flags));
  OpenFeature.getClient().track("order.placed", { targetingKey: "ann" }, { value: 12, currency: "EUR" });
  OpenFeature.getClient().track("order.seen");
  expect(flags.tracked).toEqual([
    { event: "order.placed", context: { targetingKey: "ann" }, value: 12 },
    { event: "order.seen", context: {}, value: undefined },
  ]);
});

test("closing twice is closing once; a client of the application stays open", async () => {
  const server = await startStreamServer();
  const own = startClient({ url: server.url });
  const given = new SwitchyardProvider(own);
  await given.onClose();
  await given.onClose();
  expect(own.status.state).not.toBe("offline");

  const { provider, stream } = await startProvider(flag("a"));
  await Promise.all([provider.onClose(), provider.onClose()]);
  expect(provider.client).toBeUndefined();
  expect(await provider.resolveBooleanEvaluation("a", true, {})).toMatchObject({
    value: true,
    errorCode: "PROVIDER_NOT_READY",
  });
  expect(stream.received.map(({ type }) => type)).toContain("hello");
});
