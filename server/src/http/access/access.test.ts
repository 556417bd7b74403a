import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ADMIN_TOKEN, startTestServer, type TestServer } from "../../test-server.ts";
import { isPermission } from "./access-kinds.ts";
import { type Entry, routeTableOf } from "./route-table.case.ts";

// Walks the route table itself: a route that is added tomorrow is tested tomorrow.

// Thousands of requests.
vi.setConfig({ testTimeout: 60_000 });

let server: TestServer;
let serverKey: string;
let clientKey: string;

beforeAll(async () => {
  server = await startTestServer();
  const keys = "/api/v1/projects/default/environments/production/keys";
  serverKey = (await server.send<{ key: string }>("POST", keys, { kind: "server", name: "walk" })).body.key;
  clientKey = (await server.send<{ key: string }>("POST", keys, { kind: "client", name: "walk" })).body.key;
});
afterAll(() => server.close());

/** A path that would reach something if it were let in. */
const concrete = (path: string) =>
  path
    .replace(/\/calendar$/, "/calendar?from=0&to=1")
    .replace(":project", "default")
    .replace(":environment", "production")
    .replace(":flag", "some-flag")
    .replace(":segment", "some-segment")
    .replace(":id", "1")
    .replace(":number", "1")
    .replace(":name", "some-view");

async function call(entry: Entry, headers: Record<string, string>) {
  const response = await fetch(`${server.url}${concrete(entry.path)}`, { method: entry.method, headers });
  // An export is as many lines as there are changes.
  const isJson = /^application\/json(;|$)/.test(response.headers.get("content-type") ?? "");
  const body = JSON.parse(isJson ? await response.text() : "{}") as { error: { code: string; message: string } };
  return { status: response.status, body };
}

describe("every route", () => {
  it("declares its access, and the open ones are these", () => {
    const table = routeTableOf(server);
    expect(table.filter(({ access }) => access === undefined)).toEqual([]);
    expect(table.length).toBeGreaterThan(30);
    const open = table.filter(({ access }) => access === "public").map(({ method, path }) => `${method} ${path}`);
    expect(open.sort()).toEqual([
      "DELETE /api/v1/session",
      "GET /api/v1/oidc/callback",
      "GET /api/v1/oidc/start",
      "GET /api/v1/openapi.json",
      "GET /api/v1/session",
      "GET /api/v1/setup",
      "GET /api/v1/sign-in",
      "GET /docs",
      "GET /health/live",
      "GET /health/ready",
      "POST /api/v1/invitations/accept",
      "POST /api/v1/invitations/look",
      "POST /api/v1/session",
      "POST /api/v1/setup",
      // Their secret is in the address: those who send alerts can rarely do otherwise.
      "POST /v1/alerts/:rollout/:secret",
      "POST /v1/triggers/:secret",
    ]);
    const withKey = table.flatMap(({ access, method, path }) =>
      access === "sdk" || access === "client" || access === "anySdk" ? `${access} ${method} ${path}` : [],
    );
    expect(withKey.sort()).toEqual([
      "anySdk POST /v1/report",
      "client GET /v1/client/flags",
      "client POST /v1/client/flags",
      "sdk GET /v1/snapshot",
    ]);
  });

  it("refuses who shows nothing, or something wrong, if it is not public", async () => {
    const wrong: [string, Record<string, string>][] = [
      ["nothing", {}],
      ["an empty bearer", { authorization: "Bearer " }],
      ["another scheme", { authorization: `Basic ${btoa(`admin:${ADMIN_TOKEN}`)}` }],
      ["a wrong token", { authorization: `Bearer ${"x".repeat(ADMIN_TOKEN.length)}` }],
      ["a prefix of the token", { authorization: `Bearer ${ADMIN_TOKEN.slice(0, -1)}` }],
      ["an unknown SDK key", { authorization: `Bearer sw_server_${"A".repeat(43)}` }],
      ["a session that is none", { cookie: `switchyard_session=${"A".repeat(43)}`, "sec-fetch-site": "same-origin" }],
      ["a session of an object", { cookie: "switchyard_session=j:{}", "sec-fetch-site": "same-origin" }],
    ];
    for (const entry of routeTableOf(server).filter(({ access }) => access !== "public")) {
      const credentials: Record<string, string> = { admin: ADMIN_TOKEN, sdk: serverKey, client: clientKey };
      const name = entry.access === undefined || isPermission(entry.access) ? "admin" : entry.access;
      const alsoRight: Record<string, string[]> = { anySdk: ["sdk", "client"], metrics: ["admin"] };
      const isRight = (access: string) => [name, ...(alsoRight[name] ?? [])].includes(access);
      const ofOthers = Object.entries(credentials).flatMap(([access, token]): typeof wrong =>
        isRight(access) ? [] : [[`what is for ${access}`, { authorization: `Bearer ${token}` }]],
      );
      const wrongHere = [...wrong, ...ofOthers];
      for (const [what, headers] of wrongHere) {
        const { status, body } = await call(entry, headers);
        expect({ route: `${entry.method} ${entry.path}`, what, status }).toMatchObject({ status: 401 });
        expect(body.error.code).toMatch(/^(UNAUTHENTICATED|WRONG_CREDENTIAL)$/);
        expect(body.error.message).not.toContain(ADMIN_TOKEN);
      }
    }
  });

  it("lets the right credential in", async () => {
    for (const entry of routeTableOf(server).filter(
      ({ access, method }) => access && access !== "person" && isPermission(access) && method === "GET",
    )) {
      const { status } = await call(entry, { authorization: `Bearer ${ADMIN_TOKEN}` });
      expect([200, 404]).toContain(status);
    }
    const snapshot = await fetch(`${server.url}/v1/snapshot`, { headers: { authorization: `Bearer ${serverKey}` } });
    expect(snapshot.status).toBe(200);
  });

  it("says which kind of credential belongs there when an SDK key comes to the API", async () => {
    const { body } = await call(
      { method: "GET", path: "/api/v1/projects", access: "known" },
      { authorization: `Bearer ${serverKey}` },
    );
    expect(body.error).toMatchObject({ code: "WRONG_CREDENTIAL" });
    expect(body.error.message).toContain("SWITCHYARD_ADMIN_TOKEN");
    const onSnapshot = await call(
      { method: "GET", path: "/v1/snapshot", access: "sdk" },
      { authorization: `Bearer ${clientKey}` },
    );
    expect(onSnapshot.body.error).toMatchObject({ code: "WRONG_CREDENTIAL" });
  });
});

it("closes a route that declares nothing", async () => {
  const other = await startTestServer();
  try {
    other.app.get("/api/v1/forgotten", (c) => c.text("open"));
    const { status, body } = await other.send("GET", "/api/v1/forgotten");
    expect({ status, code: body.error.code }).toEqual({ status: 500, code: "INTERNAL" });
  } finally {
    await other.close();
  }
});

it("ends a key when it is revoked", async () => {
  const keys = "/api/v1/projects/default/environments/production/keys";
  const { body } = await server.send<{ key: string; id: string }>("POST", keys, { kind: "server", name: "short" });
  const snapshot = () => fetch(`${server.url}/v1/snapshot`, { headers: { authorization: `Bearer ${body.key}` } });
  expect((await snapshot()).status).toBe(200);
  expect((await server.send("DELETE", `${keys}/${body.id}`)).status).toBe(204);
  expect((await snapshot()).status).toBe(401);
});

describe("an SDK key", () => {
  const keys = "/api/v1/projects/default/environments/production/keys";
  const make = async (more: object) =>
    (await server.send<{ key: string; id: string }>("POST", keys, { kind: "server", name: "short", ...more })).body;
  const snapshot = async (key: string) =>
    (await fetch(`${server.url}/v1/snapshot`, { headers: { authorization: `Bearer ${key}` } })).status;
  const listed = async () => (await server.send<{ keys: { id: string }[] }>("GET", keys)).body.keys.map(({ id }) => id);

  async function later(ms: number, work: () => Promise<void>) {
    vi.useFakeTimers({ now: Date.now() + ms, toFake: ["Date"] });
    try {
      await work();
    } finally {
      vi.useRealTimers();
    }
  }

  it("ends when it expires, and is listed no longer", async () => {
    const { key, id } = await make({ expiresInDays: 1 });
    expect(await snapshot(key)).toBe(200);
    await later(86_400_001, async () => {
      expect(await snapshot(key)).toBe(401);
      expect(await listed()).not.toContain(id);
    });
  });

  it("is rotated: the new one is like it, and both are taken for some hours", async () => {
    const old = await make({});
    const rotated = await server.send<{ key: string; id: string; name: string }>("POST", `${keys}/${old.id}/rotate`, {
      overlapHours: 2,
    });
    expect(rotated.status).toBe(201);
    expect(rotated.body).toMatchObject({ kind: "server", name: "short", expiresAt: null });
    expect([await snapshot(old.key), await snapshot(rotated.body.key)]).toEqual([200, 200]);
    await later(2 * 3_600_000 + 1, async () => {
      expect([await snapshot(old.key), await snapshot(rotated.body.key)]).toEqual([401, 200]);
      expect((await server.send("POST", `${keys}/${old.id}/rotate`, {})).status).toBe(404);
    });
    const foreign = keys.replace("production", "staging");
    expect((await server.send("POST", `${foreign}/${rotated.body.id}/rotate`, {})).status).toBe(404);
  });
});
