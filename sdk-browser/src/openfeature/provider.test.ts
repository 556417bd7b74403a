import { ErrorCode, OpenFeature, ProviderEvents, ProviderStatus } from "@openfeature/web-sdk";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { answer, changes, snapshot, startStreamServer, stubBrowser } from "../stream-server.case.ts";
import { SwitchyardProvider } from "./index.ts";

// The official SDK, unmodified, over real sockets.

const silent = { error() {}, warn() {}, info() {}, debug() {} };
OpenFeature.setLogger(silent);

beforeEach(() => {
  stubBrowser();
  vi.spyOn(console, "warn").mockReturnValue();
});
afterEach(async () => {
  OpenFeature.clearHandlers();
  await OpenFeature.clearProviders();
  await OpenFeature.clearContexts();
  vi.restoreAllMocks();
});

function hear() {
  const heard: string[] = [];
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
  await OpenFeature.setContext({ targetingKey: "ann" });
  const provider = new SwitchyardProvider({
    url: server.url,
    clientKey: "sw_client_test",
    staleAfterMs: 50,
    timeoutMs: 300,
  });
  const ready = OpenFeature.setProviderAndWait(provider);
  const stream = await server.stream(0);
  stream.say(snapshot(1, ...flags));
  await ready;
  return { server, stream, provider, client: OpenFeature.getClient() };
}

test("each type, with variant and reason; without an answer of that type the default and an error code", async () => {
  const { client, stream } = await startProvider(answer("a", true), answer("empty", ""), {
    key: "zero",
    variant: "z",
    value: 0,
    reason: "TARGETING_MATCH",
  });
  expect(stream.received[0]).toMatchObject({ type: "hello", context: { targetingKey: "ann" } });
  expect(client.getBooleanDetails("a", false)).toEqual({
    flagKey: "a",
    value: true,
    variant: "true",
    reason: "STATIC",
    flagMetadata: { version: 1 },
  });
  expect(client.getStringValue("empty", "none")).toBe("");
  expect(client.getNumberDetails("zero", 1)).toMatchObject({ value: 0, reason: "TARGETING_MATCH" });
  const wrong = client.getObjectDetails("a", { sides: 3 });
  expect(wrong).toMatchObject({ value: { sides: 3 }, reason: "ERROR", errorCode: ErrorCode.TYPE_MISMATCH });
  expect(wrong.variant).toBeUndefined();
  expect(client.getBooleanDetails("__proto__", true)).toMatchObject({
    value: true,
    errorCode: ErrorCode.FLAG_NOT_FOUND,
  });
  expect(client.getObjectValue("nothing", null)).toBe(null);
});

test("changes, stale when the link is lost, ready when it is back: each told once", async () => {
  const heard = hear();
  const { server, stream, client } = await startProvider(answer("a", true));
  stream.say(changes(1, 2, [answer("a", false)]));
  await vi.waitFor(() => expect(heard.at(-1)).toBe("PROVIDER_CONFIGURATION_CHANGED a"));
  expect(client.getBooleanValue("a", true)).toBe(false);
  stream.end();
  const again = await server.stream(1);
  await vi.waitFor(() => expect(client.providerStatus).toBe(ProviderStatus.STALE));
  again.say(changes(2, 3, [answer("a", true)]));
  await vi.waitFor(() => expect(client.providerStatus).toBe(ProviderStatus.READY));
  expect(heard.filter((event) => event === "PROVIDER_STALE")).toHaveLength(1);
  expect(heard.at(-1)).toBe("PROVIDER_READY");
});

test("another context: its answers, told as a change of context and not of flags", async () => {
  const { stream, client } = await startProvider(answer("a", true));
  const heard = hear();
  const changing = OpenFeature.setContext({ targetingKey: "bob" });
  const question = await vi.waitFor(() => {
    const found = stream.received.find(({ type }) => type === "context");
    if (!found) throw new Error("not asked yet");
    return found;
  });
  expect(question).toMatchObject({ context: { targetingKey: "bob" } });
  expect(client.getBooleanValue("a", false)).toBe(true);
  stream.say({ ...snapshot(1, answer("a", false)), contextId: question.contextId });
  await changing;
  expect(client.getBooleanValue("a", true)).toBe(false);
  expect(heard).toEqual(["PROVIDER_RECONCILING", "PROVIDER_CONTEXT_CHANGED"]);
});

test("another context without a link is an error, as the answers are somebody else's", async () => {
  const { server, stream, client } = await startProvider(answer("a", true));
  stream.end();
  await server.stream(1);
  await OpenFeature.setContext({ targetingKey: "bob" });
  expect(client.providerStatus).toBe(ProviderStatus.ERROR);
});

test("a key that is refused is fatal", async () => {
  const server = await startStreamServer();
  const failing = OpenFeature.setProviderAndWait(
    new SwitchyardProvider({ url: server.url, clientKey: "sw_client_gone" }),
  );
  (await server.stream(0)).end(4401, "the key is not valid");
  await expect(failing).rejects.toMatchObject({ code: ErrorCode.PROVIDER_FATAL });
  expect(OpenFeature.getClient().providerStatus).toBe(ProviderStatus.FATAL);
});

test("answers that come too late are an error first, then ready", async () => {
  const server = await startStreamServer();
  const heard = hear();
  const options = { url: server.url, clientKey: "sw_client_test", timeoutMs: 30 };
  await expect(OpenFeature.setProviderAndWait(new SwitchyardProvider(options))).rejects.toMatchObject({
    code: ErrorCode.GENERAL,
  });
  (await server.stream(0)).say(snapshot(1, answer("a", true)));
  await vi.waitFor(() => expect(OpenFeature.getClient().providerStatus).toBe(ProviderStatus.READY));
  expect(heard).toEqual(["PROVIDER_ERROR", "PROVIDER_READY"]);
});

test("tracking goes to track(), with a token where the key takes signed contexts; closing twice is closing once", async () => {
  const server = await startStreamServer();
  const provider = new SwitchyardProvider({
    url: server.url,
    clientKey: "sw_client_test",
    contextToken: async ({ targetingKey }) => `signed for ${targetingKey}`,
  });
  await OpenFeature.setContext({ targetingKey: "ann" });
  const ready = OpenFeature.setProviderAndWait(provider);
  const stream = await server.stream(0);
  expect(stream.received[0]).toMatchObject({ token: "signed for ann" });
  stream.say(snapshot(1, answer("a", true)));
  await ready;
  const track = vi.spyOn(provider.client as NonNullable<typeof provider.client>, "track");
  OpenFeature.getClient().track("order.placed", { value: 12, currency: "EUR" });
  expect(track).toHaveBeenCalledWith("order.placed", { value: 12 });
  await Promise.all([provider.onClose(), provider.onClose()]);
  expect(provider.resolveBooleanEvaluation("a", true)).toMatchObject({ value: true, errorCode: "PROVIDER_NOT_READY" });
});
