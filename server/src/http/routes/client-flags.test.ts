import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKey, saveFlag } from "../../test-sdk-data.case.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";

const SHOP = "https://shop.example.com";

let server: TestServer;
let open: string;
let ofShop: string;

beforeAll(async () => {
  server = await startTestServer();
  ofShop = await createKey(server, { kind: "client", origins: [SHOP, "http://localhost:*"] });
  await saveFlag(server, "secret");
  await saveFlag(server, "german", { clientSide: true });
});
afterAll(() => server.close());

interface Ask {
  key?: string;
  context?: object;
  query?: string;
  headers?: Record<string, string>;
}

/** Both ways to ask. */
function get({ key = ofShop, context, query, headers }: Ask = {}) {
  const asked = query ?? (context ? `?context=${Buffer.from(JSON.stringify(context)).toString("base64url")}` : "");
  const all = { authorization: `Bearer ${key}`, origin: SHOP, ...headers };
  return fetch(`${server.url}/v1/client/flags${asked}`, { headers: all });
}

function post({ key = ofShop, context, headers }: Ask, body: unknown = { context }) {
  const all = { authorization: `Bearer ${key}`, origin: SHOP, "content-type": "application/json", ...headers };
  return fetch(`${server.url}/v1/client/flags`, { method: "POST", headers: all, body: JSON.stringify(body) });
}

const german = { targetingKey: "u1", country: "DE" };

describe("/v1/client/flags", () => {
  it("answers a context with what the stream's snapshot says, and nothing of other flags or of rules", async () => {
    for (const ask of [get, post]) {
      const text = await (await ask({ context: german })).text();
      expect(JSON.parse(text)).toEqual({
        type: "snapshot",
        epoch: await server.storage.epoch(),
        version: 4,
        stamp: expect.stringMatching(/^[0-9a-f]{16}$/),
        flags: [{ key: "german", variant: "on", value: true, reason: "TARGETING_MATCH" }],
      });
      const other = await (await ask({ context: { country: "FR" } })).json();
      expect(other).toMatchObject({ flags: [{ key: "german", variant: "off" }] });
      expect(await (await ask({})).json()).toMatchObject({ flags: [{ key: "german", variant: "off" }] });
    }
  });

  it("says 304 to whom has the answers for this context, and answers again when they may be others", async () => {
    for (const [index, ask] of [get, post].entries()) {
      const first = await ask({ context: german });
      const etag = first.headers.get("etag") ?? "";
      expect(etag).toMatch(/^"[\w-]{22}"$/);
      expect([first.headers.get("cache-control"), first.headers.get("vary")]).toEqual([
        "private, no-cache",
        "Authorization, Origin",
      ]);
      const headers = { "if-none-match": etag };
      const again = await ask({ context: german, headers });
      expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag]);
      expect((await ask({ context: { ...german, targetingKey: "u2" }, headers })).status).toBe(200);
      await saveFlag(server, "secret", { percentage: index + 1 });
      expect((await ask({ context: german, headers })).status).toBe(200);
    }
  });

  it.each([
    ["an array", [], "must be an object"],
    ["too much", { text: "x".repeat(8192) }, "at most 8192 bytes"],
    ["too deep", JSON.parse(`${'{"a":'.repeat(40)}0${"}".repeat(40)}`), "nested at most 32"],
  ])("refuses a context that is %s", async (_, context, rule) => {
    for (const ask of [get, post]) {
      const response = await ask({ context });
      expect(response.status).toBe(400);
      expect(await response.text()).toContain(rule);
    }
  });

  it.each(["?context=%7B%7D", "?context=e30&other=1", "?context=e3", "?context=bnVsbA"])(
    "refuses the query %s",
    async (query) => {
      const response = await get({ query });
      expect(response.status).toBe(400);
      expect(await response.text()).toMatch(/context|other/);
    },
  );

  it("takes nothing else in the body", async () => {
    expect((await post({}, { context: {}, key: "x" })).status).toBe(400);
    expect((await post({}, [])).status).toBe(400);
    // What can't be made a text is refused like all else.
    const odd = await post({}, { token: [{ toString: 1 }] });
    expect([odd.status, await odd.text()]).toEqual([400, expect.stringContaining("received no text")]);
    expect((await post({}, { context: {}, more: "x".repeat(300_000) })).status).toBe(413);
  });

  it("needs a client key, from one of its origins", async () => {
    const status = async (ask: Ask) => {
      const response = await get(ask);
      return [response.status, response.headers.get("access-control-allow-origin")];
    };
    expect(await status({})).toEqual([200, SHOP]);
    expect(await status({ headers: { origin: "http://localhost:5173" } })).toEqual([200, "http://localhost:5173"]);
    expect(await status({ headers: { origin: "https://evil.example.com" } })).toEqual([403, null]);
    expect(await status({ headers: { origin: `${SHOP}.evil.example.com` } })).toEqual([403, null]);
    expect(
      (await fetch(`${server.url}/v1/client/flags`, { headers: { authorization: `Bearer ${ofShop}` } })).status,
    ).toBe(403);
    // A page may read why it was refused.
    expect(await status({ key: `sw_client_${"A".repeat(43)}` })).toEqual([401, SHOP]);
    const serverKey = await createKey(server, { kind: "server" });
    expect(await status({ key: serverKey })).toEqual([401, SHOP]);
  });

  it("tells preflights of the origins that client keys allow, those of new keys within a second", async () => {
    const preflight = async (origin: string, path = "/v1/client/flags") => {
      const response = await fetch(`${server.url}${path}`, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization" },
      });
      return {
        status: response.status,
        headers: response.headers,
        origin: response.headers.get("access-control-allow-origin"),
      };
    };
    const { status, headers, origin } = await preflight(SHOP);
    expect([status, origin]).toEqual([204, SHOP]);
    expect(Object.fromEntries(headers)).toMatchObject({
      "access-control-allow-methods": "GET,POST",
      "access-control-allow-headers": "Authorization,Content-Type,If-None-Match",
      "access-control-max-age": "7200",
    });
    expect(headers.get("access-control-allow-credentials")).toBeNull();
    expect((await preflight("https://new.example.com")).origin).toBeNull();
    expect((await preflight(SHOP, "/api/v1/projects")).origin).toBeNull();
    expect((await preflight(SHOP, "/v1/snapshot")).origin).toBeNull();

    await createKey(server, { kind: "client", origins: ["https://new.example.com"] });
    await expect.poll(async () => (await preflight("https://new.example.com")).origin).toBe("https://new.example.com");
  });

  it("lets any page in with a key that lists no origins, and lets it read ETag and Retry-After", async () => {
    open = await createKey(server, { kind: "client" });
    const ask = () => get({ key: open, headers: { origin: "https://anywhere.example.com" } });
    await expect
      .poll(async () => (await ask()).headers.get("access-control-allow-origin"))
      .toBe("https://anywhere.example.com");
    expect((await ask()).headers.get("access-control-expose-headers")).toBe("ETag,Retry-After");
  });
});
