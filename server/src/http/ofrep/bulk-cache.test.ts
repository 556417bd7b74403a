import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createKey } from "../../test-sdk-data.case.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";
import { ask as askServer, type Keys, prepare, put, SHOP } from "./ofrep.case.ts";

let server: TestServer;
let keys: Keys;

beforeAll(async () => {
  server = await startTestServer();
  keys = await prepare(server);
});
afterAll(() => server.close());

type Asked = Partial<Parameters<typeof askServer>[1]>;
const ask = (asked: Asked) => askServer(server, { key: keys.server, context: { targetingKey: "u1" }, ...asked });
const tagOf = async (asked: Asked = {}) => (await ask(asked)).headers.get("etag") ?? "";

describe("the entity tag", () => {
  it("is quoted, repeated on 304, and known in lists and as a weak one", async () => {
    const tag = await tagOf();
    expect(tag).toMatch(/^"[\w-]{22}"$/);
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`]) {
      const { status, text, headers } = await ask({ headers: { "if-none-match": known } });
      expect([status, text, headers.get("etag")]).toEqual([304, "", tag]);
    }
    for (const other of ['"other"', "*", tag.slice(1, -1)]) {
      expect((await ask({ headers: { "if-none-match": other } })).status).toBe(200);
    }
  });

  it("is another one for another context, key kind, environment and version of the rules", async () => {
    const clientKey = await createKey(server, { kind: "client" });
    const { body } = await server.send<{ key: string }>("POST", "/api/v1/projects/default/environments/staging/keys", {
      kind: "server",
      name: "staging",
    });
    const before = [
      await tagOf(),
      await tagOf({ context: { targetingKey: "u2" } }),
      await tagOf({ context: { targetingKey: "u1", plan: "pro" } }),
      await tagOf({ key: clientKey }),
      await tagOf({ key: body.key }),
    ];
    await put(server, "secret", { fallthrough: { variant: "on" } });
    expect(new Set([...before, await tagOf()]).size).toBe(6);
  });
});

describe("pages", () => {
  const page = (headers: Record<string, string>, method = "OPTIONS", path = "/ofrep/v1/evaluate/flags") =>
    fetch(`${server.url}${path}`, { method, headers });

  it("get preflights for the origins that client keys allow, without credentials", async () => {
    const { status, headers } = await page({ origin: SHOP, "access-control-request-method": "POST" });
    expect(status).toBe(204);
    expect(headers.get("access-control-allow-origin")).toBe(SHOP);
    const allowed = headers.get("access-control-allow-headers")?.split(", ");
    expect(allowed).toEqual(expect.arrayContaining(["Content-Type", "Authorization", "X-API-Key", "If-None-Match"]));
    expect(headers.get("access-control-allow-credentials")).toBeNull();
  });

  it("may read refusals, and ETag and Retry-After of every answer", async () => {
    const refused = await ask({ key: `sw_client_${"A".repeat(43)}`, headers: { origin: SHOP } });
    const missing = await ask({ key: keys.client, flag: "nothing", headers: { origin: SHOP } });
    const nowhere = await page({ origin: SHOP }, "GET", "/ofrep/v1/nothing");
    for (const { status, headers } of [refused, missing, nowhere]) {
      expect(status).toBeGreaterThanOrEqual(401);
      expect(headers.get("access-control-allow-origin")).toBe(SHOP);
      expect(headers.get("access-control-expose-headers")).toBe("ETag, Retry-After");
    }
  });
});
