import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../../test-server.ts";
import { ask, type Keys, prepare, SHOP } from "../ofrep/ofrep.case.ts";
import { ofrepBulkSchema, ofrepErrorSchema, ofrepSingleSchema } from "../ofrep/openapi.ts";
import { type Description, escapeHtml, referencePage } from "./reference.ts";

let server: TestServer;
let keys: Keys;
beforeAll(async () => {
  server = await startTestServer();
  keys = await prepare(server);
});
afterAll(() => server.close());

const description = async () => (await server.send<Description>("GET", "/api/v1/openapi.json")).body;

describe("the description of the API", { timeout: 60_000 }, () => {
  it("is an OpenAPI 3.1 document by OpenAPI's own schema", async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate((await description()) as never);
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
    expect(validator.version).toBe("3.1");
    // It would say so.
    expect((await new Validator().validate({ ...(await description()), paths: { x: 1 } } as never)).valid).toBe(false);
  });

  it("names every route that there is, and remote evaluation, which is answered before them", async () => {
    const { paths } = await description();
    const named = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")}`),
    );
    const routes = server.app.routes
      .filter(({ method }) => method !== "ALL")
      .map(({ method, path }) => `${method} ${path}`);
    const missing = [...new Set(routes)].filter((one) => !named.includes(one));
    expect(missing).toEqual([]);
    expect(named.filter((one) => !routes.includes(one)).sort()).toEqual([
      "GET /ofrep/v1/stream",
      "POST /ofrep/v1/evaluate/flags",
      "POST /ofrep/v1/evaluate/flags/:key",
    ]);
    expect(named).toContain("GET /v1/client/flags");
  });

  it("tells the truth about remote evaluation's answers", async () => {
    const context = { targetingKey: "u1", country: "DE" };
    for (const key of [keys.server, keys.client]) {
      const headers: Record<string, string> = key === keys.client ? { origin: SHOP } : {};
      const bulk = await ask(server, { key, context, headers });
      const { flags } = ofrepBulkSchema.parse(bulk.body);
      expect(flags.length).toBeGreaterThan(5);
      for (const flag of ["germany", "half", "killed", "limit", "layout", "child"]) {
        const single = await ask(server, { key, flag, context, headers });
        expect({ flag, status: single.status }).toEqual({ flag, status: 200 });
        ofrepSingleSchema.parse(single.body);
      }
      for (const wrong of [
        { flag: "nothing", context },
        { flag: "half", context: {} },
        { flag: "half", body: "{" },
        { context: 1 },
      ]) {
        const refused = await ask(server, { key, headers, ...wrong });
        expect(refused.status).toBeGreaterThanOrEqual(400);
        ofrepErrorSchema.parse(refused.body);
      }
    }
    ofrepErrorSchema.parse((await ask(server, { key: "sw_server_wrong", context })).body);
  });
});

describe("the page /docs", () => {
  it("shows every route to whoever asks, with no script and nothing from elsewhere", async () => {
    const response = await fetch(`${server.url}/docs`);
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/html; charset=UTF-8");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(text).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|https?:\/\//i);
    const { paths } = await description();
    for (const path of Object.keys(paths)) expect(text).toContain(`<code>${path}</code>`);
    expect(text).toContain("INVALID_POLICY");
    expect(text.match(/<h1>/g)).toHaveLength(1);
    const ids = [...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of text.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(target);
  });

  it("shows text as text", () => {
    const evil = `<script>alert("1")</script>'&\``;
    const paths = {
      [`/${evil}`]: { get: { summary: evil, parameters: [{ name: evil, in: "query", schema: { enum: [evil] } }] } },
    };
    const page = referencePage({ info: { title: evil, description: evil }, paths });
    expect(page).not.toContain("<script");
    expect(page).toContain(escapeHtml("<script>"));
  });
});
