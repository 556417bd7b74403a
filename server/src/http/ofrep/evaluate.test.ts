import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../../test-server.ts";
import { ask as askServer, type Body, type Keys, prepare, put, SHOP } from "./ofrep.case.ts";

// docs/ofrep.md, row by row.

let server: TestServer;
let keys: Keys;

beforeAll(async () => {
  server = await startTestServer();
  keys = await prepare(server);
});
afterAll(() => server.close());

type Asked = Partial<Parameters<typeof askServer>[1]>;
const ask = (asked: Asked) => askServer(server, { key: keys.server, ...asked });
const fromShop = (asked: Asked) => ask({ key: keys.client, headers: { origin: SHOP }, ...asked });
const german = { targetingKey: "u1", country: "DE" };

describe("one flag", () => {
  it.each<[flag: string, context: object, answer: Body]>([
    ["germany", german, { value: true, variant: "on", reason: "TARGETING_MATCH", metadata: { ruleId: "r1" } }],
    ["limit", {}, { value: 10, variant: "first", reason: "STATIC" }],
    ["empty", {}, { value: "", variant: "first", reason: "STATIC" }],
    ["layout", {}, { value: { columns: [1, null] }, variant: "first", reason: "STATIC" }],
    ["killed", german, { value: false, variant: "off", reason: "DISABLED", metadata: { killed: true } }],
    ["disabled", german, { value: false, variant: "off", reason: "DISABLED" }],
    [
      "child",
      german,
      {
        value: false,
        variant: "off",
        reason: "DEFAULT",
        metadata: { prerequisite: "disabled", prerequisiteFailed: true },
      },
    ],
  ])("%s is answered with all fields, and a reason that OFREP has", async (flag, context, answer) => {
    const { status, body, headers } = await ask({ flag, context });
    expect([status, body]).toEqual([200, { key: flag, ...answer }]);
    expect(headers.get("content-type")).toBe("application/json");
    expect(headers.get("cache-control")).toBe("no-store");
  });

  it("splits by the targeting key, the same way every time", async () => {
    const asked = { flag: "half", context: { targetingKey: "u1" } };
    const { body, text } = await ask(asked);
    expect(body).toEqual({ key: "half", reason: "SPLIT", variant: body.value ? "on" : "off", value: body.value });
    expect((await ask(asked)).text).toBe(text);
  });

  it("writes whole numbers without a fraction", async () => {
    expect((await ask({ flag: "limit" })).text).toContain('"value":10}');
  });

  it.each(["nothing", "constructor", "__proto__", "toString", "%6eothing"])("%s is an unknown flag", async (flag) => {
    const { status, body } = await ask({ flag, context: german });
    const key = decodeURIComponent(flag);
    expect([status, body]).toEqual([
      404,
      { key, errorCode: "FLAG_NOT_FOUND", errorDetails: `there is no flag "${key}"` },
    ]);
  });

  it("asks for a targeting key only where one is needed", async () => {
    expect((await ask({ flag: "limit", context: {} })).status).toBe(200);
    const { status, body } = await ask({ flag: "half", context: {} });
    expect([status, body.key, body.errorCode]).toEqual([400, "half", "TARGETING_KEY_MISSING"]);
  });

  it("takes a body without a context, and none at all", async () => {
    for (const body of ["{}", ""]) expect((await ask({ flag: "limit", body })).body.value).toBe(10);
  });
});

describe("all flags", () => {
  it("lists answers and failures by key, and says nothing at the top that OFREP doesn't have", async () => {
    const { status, body } = await ask({ context: { country: "FR" } });
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(["flags", "eventStreams"]);
    const flags = new Map(body.flags?.map((flag) => [flag.key, flag]));
    expect([...flags.keys()]).toEqual([
      "child",
      "disabled",
      "empty",
      "germany",
      "half",
      "killed",
      "layout",
      "limit",
      "secret",
    ]);
    expect(flags.get("half")).toMatchObject({ errorCode: "TARGETING_KEY_MISSING" });
    expect(flags.get("limit")).toMatchObject({ value: 10 });
  });

  it("says the same as one by one", async () => {
    const { body } = await ask({ context: german });
    for (const flag of body.flags ?? []) {
      expect((await ask({ flag: flag.key ?? "", context: german })).body).toEqual(flag);
    }
  });
});

describe("client keys", () => {
  it("know of client-side flags only, and of no rule and no other flag", async () => {
    const { body } = await fromShop({ context: german });
    expect(body.flags?.map(({ key }) => key)).toEqual([
      "child",
      "empty",
      "germany",
      "half",
      "killed",
      "layout",
      "limit",
    ]);
    expect(JSON.stringify(body.flags)).not.toMatch(/ruleId|disabled|secret/);
    expect(body.flags?.[0]?.metadata).toEqual({ prerequisiteFailed: true });
    const hidden = await fromShop({ flag: "secret", context: german });
    const unknown = await fromShop({ flag: "nothing", context: german });
    expect(hidden.text.replace(/secret/g, "nothing")).toBe(unknown.text);
  });

  it.each([
    [{ origin: "https://evil.example.com" }, 403],
    [{}, 403],
    [{ origin: SHOP }, 200],
  ])("from %o: %i", async (headers, status) => {
    const answer = await fromShop({ flag: "limit", headers: headers as Record<string, string> });
    expect(answer.status).toBe(status);
    if (status === 403) expect(answer.body.errorDetails).toContain("may not be used from");
  });

  it("that take signed contexts only are refused here", async () => {
    const path = "/api/v1/projects/default/environments/production/keys";
    const { body } = await server.send<{ key: string }>("POST", path, {
      kind: "client",
      name: "signed",
      signedContext: true,
    });
    expect(await ask({ key: body.key })).toMatchObject({ status: 403, body: { errorCode: "GENERAL" } });
  });
});

describe("refusals", () => {
  it.each<[what: string, asked: Asked, status: number, code: string, rule: string]>([
    ["no key", { key: "" }, 401, "GENERAL", "received none"],
    ["an unknown key", { key: `sw_server_${"A".repeat(43)}` }, 401, "GENERAL", "unknown or was revoked"],
    ["no key at all", { key: "abc" }, 401, "GENERAL", "unknown or was revoked"],
    ["another scheme", { key: "", headers: { authorization: "Basic eDp5" } }, 401, "GENERAL", "Bearer <SDK key>"],
    ["no JSON", { body: "{" }, 400, "PARSE_ERROR", "must be JSON"],
    ["a list", { body: "[]" }, 400, "PARSE_ERROR", "must be an object"],
    ["a context that is none", { body: '{"context":[]}' }, 400, "INVALID_CONTEXT", "must be an object"],
    ["null", { body: '{"context":null}' }, 400, "INVALID_CONTEXT", "must be an object"],
    ["a large context", { context: { text: "x".repeat(8192) } }, 400, "INVALID_CONTEXT", "at most 8192 bytes (8 KB)"],
    ["a deep context", { body: `{"context":${"[".repeat(40)}` }, 400, "PARSE_ERROR", "at most 32 levels"],
    ["a huge body", { body: `"${"x".repeat(300_000)}"` }, 413, "GENERAL", "262144 bytes"],
    ["bytes", { body: "\ud800" }, 400, "PARSE_ERROR", "must be"],
  ])("%s", async (_, asked, status, code, rule) => {
    for (const flag of [undefined, "limit"]) {
      const answer = await ask({ ...asked, flag });
      expect([answer.status, answer.body.errorCode, answer.body.key]).toEqual([status, code, flag]);
      expect(answer.body.errorDetails).toContain(rule);
      expect(answer.headers.get("content-type")).toBe("application/json");
    }
  });

  it.each([
    ["GET", "/ofrep/v1/evaluate/flags", 405, "POST"],
    ["DELETE", "/ofrep/v1/evaluate/flags/limit", 405, "POST"],
    ["POST", "/ofrep/v1/stream", 405, "GET"],
    ["GET", "/ofrep/v1/configuration", 404, null],
    ["GET", "/ofrep/", 404, null],
    ["POST", "/ofrep/v1/evaluate/flags/%ff", 400, null],
  ])("%s %s: %i, in OFREP's shape", async (method, path, status, allow) => {
    const response = await fetch(`${server.url}${path}`, { method });
    expect([response.status, response.headers.get("allow")]).toEqual([status, allow]);
    expect(await response.json()).toMatchObject({ errorCode: "GENERAL", errorDetails: expect.any(String) });
  });
});

it("takes a key in X-API-Key as well, and keeps the security headers of every answer", async () => {
  const headers = { "x-api-key": keys.server };
  const answer = await ask({ key: "", flag: "limit", headers });
  expect(answer.status).toBe(200);
  const other = await fetch(`${server.url}/health/live`);
  for (const name of ["content-security-policy", "x-frame-options", "x-content-type-options", "referrer-policy"]) {
    expect(answer.headers.get(name)).toBe(other.headers.get(name));
  }
});

it("answers with a change as soon as it was confirmed, and ends with its key", async () => {
  await put(server, "germany", { fallthrough: { variant: "on" } });
  expect((await ask({ flag: "germany", context: {} })).body).toMatchObject({ value: true, reason: "STATIC" });
  const e = "/api/v1/projects/default/environments/production/keys";
  const { body } = await server.send<{ keys: { id: string; kind: string }[] }>("GET", e);
  const id = body.keys.find(({ kind }) => kind === "server")?.id;
  await server.send("DELETE", `${e}/${id}`);
  await expect.poll(async () => (await ask({ flag: "limit" })).status, { timeout: 6_000 }).toBe(401);
}, 10_000);
