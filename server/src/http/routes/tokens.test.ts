import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { ApiToken, NewApiToken, NewRobot, Robot } from "../../api.ts";
import { addPerson, type TestPerson } from "../../test-people.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";

let server: TestServer;
let owner: TestPerson;
let ada: TestPerson;
let bea: TestPerson;

beforeAll(async () => {
  server = await startTestServer({ logLevel: "debug" });
  await server.send("POST", "/api/v1/projects", { key: "other" });
  owner = await addPerson(server.storage, "Olga", { owner: true });
  ada = await addPerson(server.storage, "Ada", { roles: { default: "admin" } });
  bea = await addPerson(server.storage, "Bea", { roles: { other: "admin" } });
});
afterAll(() => server.close());

type Headers = Record<string, string>;

async function call<T = { error: { code: string; message: string } }>(
  headers: Headers,
  method: string,
  path: string,
  body?: unknown,
) {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, text, body: (text ? JSON.parse(text) : undefined) as T };
}

const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` });
const makeToken = async (person: TestPerson, more: object = {}) =>
  (await call<NewApiToken>(person.headers, "POST", "/tokens", { name: "laptop", ...more })).body;
const lastChange = async (action: string) =>
  (await server.storage.changeLog(0, 200)).filter((change) => change.action === action).at(-1);
const later = async <T>(ms: number, work: () => Promise<T>): Promise<T> => {
  vi.useFakeTimers({ now: Date.now() + ms, toFake: ["Date"] });
  try {
    return await work();
  } finally {
    vi.useRealTimers();
  }
};

describe("a person's token", () => {
  it("is shown once, stored as a hash, and acts in its person's name", async () => {
    const made = await makeToken(ada, { expiresInDays: 30, reason: "for the laptop" });
    expect(made.token).toMatch(/^sw_api_[\w-]{43}$/);
    expect(made).toMatchObject({ name: "laptop", hint: made.token.slice(0, 11), atMost: null, lastUsedAt: null });
    expect((made.expiresAt ?? 0) - made.createdAt).toBe(30 * 86_400_000);
    const list = await call<{ tokens: ApiToken[] }>(ada.headers, "GET", "/tokens");
    expect(list.body.tokens.map(({ id }) => id)).toContain(made.id);
    expect(list.text).not.toContain(made.token.slice(11));

    const created = await call(bearer(made.token), "POST", "/projects/default/flags", { key: "by-token" });
    expect(created.status).toBe(201);
    expect(await lastChange("flag.created")).toMatchObject({ actor: { kind: "user", id: ada.user.id, name: "Ada" } });
    const log = await lastChange("token.created");
    expect(log).toMatchObject({ actor: { name: "Ada" }, reason: "for the laptop", after: { name: "laptop" } });
    expect(JSON.stringify(log)).not.toContain(made.token.slice(11));
    const after = await call<{ tokens: ApiToken[] }>(ada.headers, "GET", "/tokens");
    expect(after.body.tokens.find(({ id }) => id === made.id)?.lastUsedAt).toBeGreaterThan(0);
  });

  it("never does more than its person may now, nor than it was made for", async () => {
    const carl = await addPerson(server.storage, "Carl", { roles: { default: "editor" } });
    const full = await makeToken(carl);
    const least = await makeToken(carl, { atMost: "viewer" });
    const flag = (token: string, key: string) => call(bearer(token), "POST", "/projects/default/flags", { key });
    expect((await flag(full.token, "carl-1")).status).toBe(201);
    expect(await flag(least.token, "carl-2")).toMatchObject({ status: 403, body: { error: { code: "FORBIDDEN" } } });
    await call(ada.headers, "PUT", `/projects/default/people/${carl.user.id}`, { role: "viewer" });
    expect((await flag(full.token, "carl-3")).status).toBe(403);
    await call(ada.headers, "PUT", `/projects/default/people/${carl.user.id}`, {});
    expect((await call(bearer(full.token), "GET", "/projects/default")).status).toBe(404);
    await call(owner.headers, "PATCH", `/people/${carl.user.id}`, { active: false });
    expect((await call(bearer(full.token), "GET", "/projects")).status).toBe(401);
  });

  it("of an owner is an owner only if it was not made for less", async () => {
    const [full, less] = [await makeToken(owner), await makeToken(owner, { atMost: "admin" })];
    expect((await call(bearer(full.token), "GET", "/people")).status).toBe(200);
    expect((await call(bearer(less.token), "GET", "/people")).status).toBe(403);
    expect((await call(bearer(less.token), "POST", "/projects", { key: "by-less" })).status).toBe(403);
    expect((await call(bearer(less.token), "GET", "/projects/other")).status).toBe(200);
  });

  it("can't see or make what is its person's own: tokens, sessions, the password", async () => {
    const { token } = await makeToken(ada);
    const paths: [method: string, path: string, body?: object][] = [
      ["GET", "/tokens"],
      ["POST", "/tokens", { name: "child" }],
      ["GET", "/sessions"],
      ["DELETE", "/sessions"],
      ["PUT", "/password", { current: "x", password: "another horse battery" }],
    ];
    for (const [method, path, body] of paths) {
      expect(await call(bearer(token), method, path, body)).toMatchObject({
        status: 401,
        body: { error: { code: "WRONG_CREDENTIAL" } },
      });
    }
  });

  it("ends when it expires or is revoked, and somebody else's is as none", async () => {
    const made = await makeToken(ada, { expiresInDays: 1 });
    const use = () => call(bearer(made.token), "GET", "/projects");
    expect((await use()).status).toBe(200);
    expect((await later(86_400_001, use)).status).toBe(401);
    const theirs = await call(bea.headers, "DELETE", `/tokens/${made.id}`);
    const missing = await call(bea.headers, "DELETE", "/tokens/missing");
    expect([theirs.status, missing.status]).toEqual([404, 404]);
    expect((await call(bea.headers, "POST", `/tokens/${made.id}/rotate`, {})).status).toBe(404);
    expect((await use()).status).toBe(200);
    expect((await call(ada.headers, "DELETE", `/tokens/${made.id}`)).status).toBe(204);
    expect((await use()).status).toBe(401);
    expect((await call(ada.headers, "DELETE", `/tokens/${made.id}`)).status).toBe(404);
  });

  it("is rotated with an overlap in which both are taken", async () => {
    const made = await makeToken(ada);
    const rotated = await call<NewApiToken>(ada.headers, "POST", `/tokens/${made.id}/rotate`, { overlapHours: 2 });
    expect(rotated.body).toMatchObject({ id: made.id, name: "laptop" });
    expect(rotated.body.token).not.toBe(made.token);
    const use = async (token: string) => (await call(bearer(token), "GET", "/projects")).status;
    expect([await use(made.token), await use(rotated.body.token)]).toEqual([200, 200]);
    await later(2 * 3_600_000 + 1, async () => {
      expect([await use(made.token), await use(rotated.body.token)]).toEqual([401, 200]);
    });
    const again = await call<NewApiToken>(ada.headers, "POST", `/tokens/${made.id}/rotate`, { overlapHours: 0 });
    expect([await use(rotated.body.token), await use(again.body.token)]).toEqual([401, 200]);
  });

  it.each([
    [{ roles: [{ projectId: "x", role: "admin" }] }],
    [{ userId: "x" }],
    [{ createdBy: "Olga" }],
    [{ atMost: "owner" }],
    [{ expiresInDays: 0 }],
    [{ sha256: "a".repeat(64) }],
  ])("takes nothing from a body that isn't for people to say: %j", async (more) => {
    const { status } = await call(ada.headers, "POST", "/tokens", { name: "laptop", ...more });
    expect(status).toBe(400);
  });
});

describe("a robot", () => {
  const make = async (more: object = {}) =>
    (
      await call<NewRobot>(ada.headers, "POST", "/projects/default/robots", {
        name: "ci",
        role: "viewer",
        environments: { staging: "editor" },
        ...more,
      })
    ).body;

  it("has a name and roles of its own, in its project alone", async () => {
    const robot = await make();
    expect(robot).toMatchObject({ name: "ci", role: "viewer", environments: { staging: "editor" }, createdBy: "Ada" });
    await call(ada.headers, "POST", "/projects/default/flags", { key: "robot-flag" });
    const kill = (environment: string) =>
      call(bearer(robot.token), "POST", `/projects/default/environments/${environment}/flags/robot-flag/kill`, {});
    expect((await kill("staging")).status).toBe(200);
    expect(await lastChange("flag.killed")).toMatchObject({ actor: { kind: "token", id: robot.id, name: "ci" } });
    expect((await kill("production")).status).toBe(403);
    expect((await call(bearer(robot.token), "GET", "/projects/other")).status).toBe(404);
    expect((await call(bearer(robot.token), "GET", "/people")).status).toBe(403);
  });

  it("is changed by the admins of its project, and is nowhere for those of another", async () => {
    const robot = await make();
    const put = await call<Robot>(ada.headers, "PUT", `/projects/default/robots/${robot.id}`, {
      name: "CI",
      role: null,
    });
    expect(put.body).toMatchObject({ name: "CI", role: null, environments: {} });
    expect(await lastChange("token.updated")).toMatchObject({
      before: { name: "ci", role: "viewer", environments: { staging: "editor" } },
      after: { name: "CI", role: null, environments: {} },
    });
    expect((await call(bearer(robot.token), "GET", "/projects")).body).toEqual({ projects: [] });
    // The id of another project's robot, in one's own project.
    for (const [method, path, body] of [
      ["PUT", "", { name: "mine", role: "admin" }],
      ["POST", "/rotate", {}],
      ["DELETE", ""],
    ] as const) {
      const { status, body: said } = await call(bea.headers, method, `/projects/other/robots/${robot.id}${path}`, body);
      expect({ status, message: said.error.message }).toEqual({
        status: 404,
        message: `There is no robot "${robot.id}" in project other`,
      });
    }
    expect((await call(ada.headers, "DELETE", `/projects/default/robots/${robot.id}`)).status).toBe(204);
    expect((await call(bearer(robot.token), "GET", "/projects")).status).toBe(401);
  });

  it("is rotated with an overlap", async () => {
    const robot = await make();
    const path = `/projects/default/robots/${robot.id}/rotate`;
    const rotated = await call<NewRobot>(ada.headers, "POST", path, { overlapHours: 1, reason: "half-yearly" });
    expect(rotated.body).toMatchObject({ id: robot.id, role: "viewer", environments: { staging: "editor" } });
    for (const token of [robot.token, rotated.body.token]) {
      expect((await call(bearer(token), "GET", "/projects/default")).status).toBe(200);
    }
    expect(await lastChange("token.rotated")).toMatchObject({ reason: "half-yearly", after: { name: "ci" } });
  });
});
