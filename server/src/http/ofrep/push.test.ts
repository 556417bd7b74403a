import { afterEach, beforeEach, expect, it } from "vitest";
import { at, FLAGS } from "../../test-flags.ts";
import { createKey } from "../../test-sdk-data.case.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";
import { ask } from "./ofrep.case.ts";

let server: TestServer;
let key: string;

beforeEach(async () => {
  server = await startTestServer();
  await server.send("POST", FLAGS, { key: "banner", clientSide: true });
  await server.send("POST", FLAGS, { key: "internal" });
  key = await createKey(server, { kind: "server" });
});
afterEach(() => server.close());

const streamOf = async (of = key, headers: Record<string, string> = {}) => {
  const { body } = await ask(server, { key: of, context: {}, headers });
  return body.eventStreams?.[0];
};

/** What comes over a stream, event by event. */
async function open(url: string, headers: Record<string, string> = {}) {
  const ending = new AbortController();
  const response = await fetch(url, { headers, signal: ending.signal });
  const events: { id: string; data: Record<string, unknown> }[] = [];
  let ended = false;
  const reading = (async () => {
    let rest = "";
    for await (const chunk of response.body ?? []) {
      rest += Buffer.from(chunk).toString();
      const blocks = rest.split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const [, id = "", data = ""] = /^id: (.*)\ndata: (.*)$/.exec(block) ?? [];
        if (data) events.push({ id, data: JSON.parse(data) });
      }
    }
  })();
  reading
    .catch(() => {})
    .finally(() => {
      ended = true;
    });
  return { response, events, close: () => ending.abort(), isEnded: () => ended };
}

const kill = (flag: string) => server.send("POST", `${at(flag)}/kill`);

it("says in the bulk answer where changes are pushed, by an address that holds no key", async () => {
  const stream = await streamOf();
  expect(stream).toMatchObject({ type: "sse", inactivityDelaySec: 120 });
  expect(stream?.url.startsWith(`${server.url}/ofrep/v1/stream?ticket=`)).toBe(true);
  expect(stream?.url).not.toContain(key);
  const behindTls = await streamOf(key, { "x-forwarded-proto": "https" });
  expect(behindTls?.url.startsWith("https://127.0.0.1")).toBe(true);
});

it("pushes a change when its answers are there, several as few, and at the beginning what may have been missed", async () => {
  const { url = "" } = (await streamOf()) ?? {};
  const stream = await open(url);
  expect(stream.response.headers.get("content-type")).toBe("text/event-stream");
  await expect.poll(() => stream.events.length).toBe(1);
  await kill("banner");
  await expect.poll(() => stream.events.length).toBe(2);
  const { body } = await ask(server, { key, flag: "banner", context: {} });
  expect(body).toMatchObject({ reason: "DISABLED", metadata: { killed: true } });
  const [, last] = stream.events;
  expect(last?.data).toEqual({
    type: "refetchEvaluation",
    etag: `"${last?.id}"`,
    lastModified: expect.any(Number),
  });

  for (let i = 0; i < 5; i += 1) {
    await server.send("POST", `${at("banner")}/restore`);
    await kill("banner");
  }
  await expect.poll(() => stream.events.at(-1)?.id).toMatch(/\.13\./);
  expect(stream.events.length).toBeLessThan(12);
  stream.close();

  const again = await open(url, { "last-event-id": stream.events.at(-1)?.id ?? "" });
  await kill("internal");
  await expect.poll(() => again.events.length).toBe(1);
  again.close();
});

it("tells client keys of client-side flags only", async () => {
  const clientKey = await createKey(server, { kind: "client" });
  const { url = "" } = (await streamOf(clientKey)) ?? {};
  const toAll = await open((await streamOf())?.url ?? "");
  const toClients = await open(url);
  await expect.poll(() => toClients.events.length + toAll.events.length).toBe(2);
  await kill("internal");
  await expect.poll(() => toAll.events.length).toBe(2);
  await kill("banner");
  await expect.poll(() => toClients.events.length).toBe(2);
  await expect.poll(() => toAll.events.length).toBe(3);
  expect(toClients.events[1]?.id).toBe(toAll.events[2]?.id);
  toAll.close();
  toClients.close();
});

it("refuses an address that was made up, and a page that is none of the key's, and lets pages read that", async () => {
  const shop = "https://shop.example.com";
  const clientKey = await createKey(server, { kind: "client", origins: [shop] });
  const { url = "" } = (await streamOf(clientKey, { origin: shop })) ?? {};
  const [payload, signature] = url.split("ticket=")[1]?.split(".") ?? [];
  for (const ticket of ["", "x", `${payload}.`, `${payload}.${signature}x`, `${payload}x.${signature}`]) {
    const response = await fetch(`${server.url}/ofrep/v1/stream?ticket=${ticket}`, { headers: { origin: shop } });
    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([401, shop]);
    expect(await response.json()).toMatchObject({ errorDetails: expect.stringContaining("evaluate again") });
  }
  expect((await fetch(url, { headers: { origin: "https://evil.example.com" } })).status).toBe(403);
  const ofShop = await open(url, { origin: shop });
  expect(ofShop.response.headers.get("access-control-allow-origin")).toBe(shop);
  ofShop.close();
});

it("ends with its key, and never shows its address in the log", async () => {
  const { url = "" } = (await streamOf()) ?? {};
  const stream = await open(url);
  const keys = "/api/v1/projects/default/environments/production/keys";
  const { body } = await server.send<{ keys: { id: string }[] }>("GET", keys);
  await server.send("DELETE", `${keys}/${body.keys[0]?.id}`);
  await expect.poll(stream.isEnded, { timeout: 6_000 }).toBe(true);
  expect((await fetch(url)).status).toBe(401);
  expect(server.logged.join("\n")).not.toContain("ticket");
}, 10_000);

it("can be switched off, for clients that refuse what they don't know", async () => {
  const quiet = await startTestServer({ ofrepPush: false });
  try {
    const ofQuiet = await createKey(quiet, { kind: "server" });
    const { body } = await ask(quiet, { key: ofQuiet, context: {} });
    expect(Object.keys(body)).toEqual(["flags"]);
  } finally {
    await quiet.close();
  }
});
