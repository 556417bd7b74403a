import { request } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createKey } from "../../test-sdk-data.case.ts";
import { ADMIN_TOKEN, startTestServer, type TestServer } from "../../test-server.ts";
import { MAX_BODY_BYTES, MAX_SEGMENT_BYTES } from "./bounds.ts";

// Every route that takes a body gets every kind of bad one: a clear 4xx in the one shape, and nothing changed.

// Thousands of requests.
vi.setConfig({ testTimeout: 60_000 });

let server: TestServer;
/** By the name of the scheme in the API's description. */
let credentials: Record<string, string>;
const FLAG = "/api/v1/projects/default/environments/production/flags/checkout";

beforeAll(async () => {
  server = await startTestServer();
  await server.send("POST", "/api/v1/projects/default/flags", { key: "checkout" });
  await server.send("PUT", "/api/v1/projects/default/segments/beta", { includedKeys: ["u1"] });
  credentials = {
    adminToken: ADMIN_TOKEN,
    sdkKey: await createKey(server, { kind: "server" }),
    clientKey: await createKey(server, { kind: "client" }),
  };
});
afterAll(() => server.close());

interface Operation {
  method: string;
  path: string;
  token: string;
  schema: { properties?: Record<string, { type?: string }>; required?: string[] };
}

async function operationsWithBody(): Promise<Operation[]> {
  type Document = {
    paths: Record<
      string,
      Record<
        string,
        {
          security: Record<string, []>[];
          "x-permission": string;
          requestBody?: { content: { "application/json": { schema: Operation["schema"] } } };
        }
      >
    >;
  };
  const { body } = await server.send<Document>("GET", "/api/v1/openapi.json");
  return Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody, security, ...more }]) =>
      // Alerts are of any shape, and nothing of them is read for who doesn't know the secret: they have tests of their own.
      // What is a person's own takes a session, which the tests of sessions have.
      // OFREP has a shape of errors of its own, and tests for it.
      requestBody && !path.includes("{secret}") && !path.startsWith("/ofrep/") && more["x-permission"] !== "person"
        ? [
            {
              method: method.toUpperCase(),
              path: path
                .replace("{project}", "default")
                .replace("{environment}", "production")
                .replace("{flag}", "checkout")
                .replace("{segment}", "beta")
                .replace("{id}", "1")
                .replace("{number}", "1"),
              token: credentials[Object.keys(security[0] ?? {})[0] ?? ""] ?? ADMIN_TOKEN,
              schema: requestBody.content["application/json"].schema,
            },
          ]
        : [],
    ),
  );
}

/** All that a bad request could have changed. */
async function state() {
  const { body } = await server.send<{ changes: unknown[] }>("GET", "/api/v1/projects/default/changes?limit=200");
  const projects = await server.send("GET", "/api/v1/projects");
  const flags = await server.send("GET", "/api/v1/projects/default/flags?archived=all");
  const segments = await server.send("GET", "/api/v1/projects/default/segments");
  return { changes: body.changes, projects: projects.body, flags: flags.body, segments: segments.body };
}

async function expectRefused(operation: Operation, text: string, status: number, headers: Record<string, string> = {}) {
  const all = { authorization: `Bearer ${operation.token}`, "if-match": "*", ...headers };
  const answer = await server.send(operation.method, operation.path, text, all);
  const where = `${operation.method} ${operation.path} ${text.slice(0, 80)}`;
  expect({ where, status: answer.status, body: answer.body }).toMatchObject({ status });
  expect(answer.headers.get("content-type")).toContain("application/json");
  expect(Object.keys(answer.body)).toEqual(["error"]);
  expect(answer.body.error.code).toMatch(/^[A-Z_]+$/);
  expect(answer.body.error.message.length).toBeGreaterThan(10);
  return answer.body.error;
}

describe("every route with a body", () => {
  it("refuses what is not such a body, and changes nothing", async () => {
    const operations = await operationsWithBody();
    expect(operations.length).toBeGreaterThanOrEqual(14);
    const before = await state();
    for (const operation of operations) {
      for (const text of ["{", '{"a":}', "nonsense", '"', "\u0000"]) {
        expect((await expectRefused(operation, text, 400)).code).toBe("INVALID_JSON");
      }
      for (const text of ["null", "[]", "1", '"text"', "true"]) {
        expect((await expectRefused(operation, text, 400)).message).toContain("must be an object");
      }
      expect((await expectRefused(operation, '{"surprise":1}', 400)).message).toMatch(/surprise|missing/);
      const unknown = await expectRefused(operation, '{"surprise":1}', 400);
      expect(JSON.stringify(unknown.details)).toContain("surprise");
      for (const key of ["__proto__", "constructor", "prototype"]) {
        const refused = await expectRefused(operation, `{"${key}":{"enabled":true}}`, 400);
        expect(JSON.stringify(refused.details)).toContain(key);
      }
      const deep = await expectRefused(operation, `${'{"a":'.repeat(33)}1${"}".repeat(33)}`, 400);
      expect(deep.message).toBe("The body may be nested at most 32 levels deep, received 33");
      await expectRefused(operation, "[".repeat(200_000), 400);
      // These may carry segments.
      const bound = /\/(segments\/|(default\/apply|assess|requests(\/1)?|schedules)$)/.test(operation.path)
        ? MAX_SEGMENT_BYTES
        : MAX_BODY_BYTES;
      const large = await expectRefused(operation, JSON.stringify({ a: "x".repeat(bound) }), 413);
      expect(large.message).toContain(`at most ${bound} bytes (${bound / 1024} KB)`);
      for (const type of [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "application/xml",
      ]) {
        expect((await expectRefused(operation, "{}", 415, { "content-type": type })).message).toContain(type);
      }
    }
    expect(await state()).toEqual(before);
  });

  it("refuses each field of a wrong type by name", async () => {
    const before = await state();
    for (const operation of await operationsWithBody()) {
      for (const field of Object.keys(operation.schema.properties ?? {})) {
        // Nothing in this API is a list of lists.
        const refused = await expectRefused(operation, JSON.stringify({ [field]: [[7]] }), 400);
        expect(JSON.stringify(refused)).toContain(field);
      }
      for (const field of operation.schema.required ?? []) {
        const refused = await expectRefused(operation, "{}", 400);
        expect(JSON.stringify(refused.details)).toContain(`${field} is missing`);
      }
    }
    expect(await state()).toEqual(before);
  });
});

describe("the size of a body", () => {
  const send = (headers: Record<string, string | number>, write: (send: (chunk: string) => boolean) => void) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const outgoing = request(`${server.url}${FLAG}/kill`, {
        method: "POST",
        headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json", ...headers },
      });
      outgoing.on("response", (incoming) => {
        let text = "";
        incoming.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
        });
        incoming.on("end", () => resolve({ status: incoming.statusCode ?? 0, text }));
      });
      outgoing.on("error", reject);
      write((chunk) => outgoing.write(chunk));
      outgoing.end();
    });

  it("counts chunks, which declare no length", async () => {
    const { status, text } = await send({ "transfer-encoding": "chunked" }, (chunk) => {
      for (let i = 0; i < 30; i += 1) chunk(`${i === 0 ? '{"reason":"' : ""}${"x".repeat(10_000)}`);
    });
    expect({ status, code: JSON.parse(text).error.code }).toEqual({ status: 413, code: "BODY_TOO_LARGE" });
  });

  it.each([
    ["a longer one than declared", "POST", "5", '{"reason":"smuggled"}'],
    ["no number", "POST", "abc", "{}"],
    ["a negative length", "POST", "-1", "{}"],
  ])("answers a lying length: %s", async (_, method, length, body) => {
    const text = await raw(
      `${method} ${FLAG}/kill HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ADMIN_TOKEN}\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`,
    );
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(text.split("\r\n\r\n")[1]?.split("HTTP/1.1")[0] ?? "").error.message.length).toBeGreaterThan(10);
  });

  it("still serves afterwards, and nobody was killed", async () => {
    const { body } = await server.send<{ killed?: unknown }>("GET", FLAG);
    expect(body.killed).toBeUndefined();
  });
});

/** Writes bytes and reads until the server closes or is silent for a moment. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setTimeout(300, () => socket.destroy());
    socket.on("data", (chunk) => {
      text += chunk.toString();
    });
    socket.on("close", () => resolve(text));
    socket.on("error", reject);
  });
}

describe("requests that reach no route", () => {
  it.each([
    ["no HTTP", "hello\r\n\r\n", 400],
    ["a bad Host", "GET /api/v1/setup HTTP/1.1\r\nHost: a b\r\n\r\n", 400],
    ["headers of 20 KB", `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${"x".repeat(20_000)}\r\n\r\n`, 431],
  ])("get the one shape too: %s", async (_, bytes, status) => {
    const text = await raw(bytes);
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    const body = text.slice(text.indexOf("\r\n\r\n") + 4);
    expect(Object.keys(JSON.parse(body.slice(body.indexOf("{"), body.lastIndexOf("}") + 1)))).toEqual(["error"]);
  });

  it.each([
    ["GET", "/api/v1/nothing", 404],
    ["POST", "/api/v1/nothing", 404],
    ["GET", "/api", 404],
    ["GET", "/v1/nothing", 404],
    ["POST", "/", 404],
    ["DELETE", "/api/v1/projects", 405],
    ["PUT", "/api/v1/projects/default/flags", 405],
    ["GET", `${FLAG}/kill`, 405],
    ["POST", FLAG, 405],
    ["POST", "/health/live", 405],
    ["PATCH", "/api/v1/session", 405],
  ])("%s %s: %i", async (method, path, status) => {
    const answer = await server.send(method, path, method === "GET" ? undefined : {});
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toContain(path);
    if (status === 405) expect(answer.headers.get("allow")).toBeTruthy();
  });
});

describe("what is named wrongly", () => {
  it.each([
    ["GET", "/api/v1/projects/nowhere", 'There is no project "nowhere"'],
    ["GET", "/api/v1/projects/__proto__", 'There is no project "__proto__"'],
    ["GET", "/api/v1/projects/nowhere/flags", 'There is no project "nowhere"'],
    ["GET", "/api/v1/projects/default/flags/nothing", 'There is no flag "nothing" in project default'],
    [
      "GET",
      "/api/v1/projects/default/environments/moon/flags/checkout",
      'There is no environment "moon" in project default',
    ],
    ["POST", "/api/v1/projects/default/environments/moon/flags/checkout/kill", 'There is no environment "moon"'],
    ["POST", "/api/v1/projects/default/environments/production/flags/nothing/kill", 'There is no flag "nothing"'],
    ["GET", "/api/v1/projects/default/environments/production/flags/nothing/receipts", 'There is no flag "nothing"'],
    ["GET", "/api/v1/projects/default/segments/nothing", 'There is no segment "nothing"'],
    ["GET", "/api/v1/projects/default/changes/999999", 'There is no change "999999" in project default'],
    ["DELETE", "/api/v1/projects/default/environments/production/keys/nothing", 'There is no key "nothing"'],
    ["GET", "/api/v1/projects/default/changes?environment=moon", 'There is no environment "moon"'],
  ])("%s %s is a 404 that names it", async (method, path, message) => {
    const { status, body } = await server.send(method, path);
    expect(status).toBe(404);
    expect(body.error.message).toContain(message);
  });

  it.each([
    ["/api/v1/projects/default/changes?limit=0", "limit must be at least 1, received"],
    ["/api/v1/projects/default/changes?limit=201", "limit must be at most 200, received"],
    ["/api/v1/projects/default/changes?limit=many", 'limit must be a whole number, received "many"'],
    ["/api/v1/projects/default/changes?page=2", 'the query has no field named "page"'],
    ["/api/v1/projects/default/changes?action=flag.sold", 'action must be one of "project.created"'],
    ["/api/v1/projects/default/changes?actor=", "actor must"],
    [`/api/v1/projects/default/changes?actor=${"x".repeat(201)}`, "actor must"],
    ["/api/v1/projects/default/changes/abc", 'id must be a whole number, received "abc"'],
    [
      "/api/v1/projects/default/flags?archived=maybe",
      'archived must be one of "true", "false", "all", received "maybe"',
    ],
  ])("%s is a 400", async (path, message) => {
    const { status, body } = await server.send("GET", path);
    expect(status).toBe(400);
    expect(body.error.message).toContain(message);
  });
});
