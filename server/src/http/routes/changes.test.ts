import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../../test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const PROJECT = "/api/v1/projects/default";
const share = (percentage: number) => ({
  enabled: true,
  offVariant: "off",
  fallthrough: { rollout: { percentage, variants: [{ variant: "on", weight: 1 }], otherwise: "off" } },
});
const at = (flag: string, environment = "production") => `${PROJECT}/environments/${environment}/flags/${flag}`;
const put = (flag: string, percentage: number, more: object = {}) =>
  server.send("PUT", at(flag), { ...share(percentage), ...more }, { "if-match": "*" });

interface Change {
  at: number;
  id: number;
  action: string;
  environment?: string;
  flag?: string;
  reason?: string;
  versions: Record<string, number>;
  before: unknown;
  after: unknown;
}
const changes = async (query = "") =>
  (await server.send<{ changes: Change[]; next: number | null }>("GET", `${PROJECT}/changes${query}`)).body;
const newest = async (query: string) => {
  const [change] = (await changes(query)).changes;
  if (!change) throw new Error(`no change for ${query}`);
  return change;
};
const revert = (id: number, body: object = {}) => server.send("POST", `${PROJECT}/changes/${id}/revert`, body);

describe("the change log", () => {
  it("says who did what, when, why, from what to what, newest first", async () => {
    await server.send("POST", `${PROJECT}/flags`, { key: "logged", reason: "ticket 7" });
    await put("logged", 25, { reason: "ramp" });
    await server.send("POST", `${at("logged")}/kill`, { reason: "errors" });
    const list = (await changes("?flag=logged")).changes;
    expect(list.map(({ action, reason, environment }) => [action, reason, environment])).toEqual([
      ["flag.killed", "errors", "production"],
      ["flag.configured", "ramp", "production"],
      ["flag.created", "ticket 7", undefined],
    ]);
    expect(list[1]).toMatchObject({
      actor: { kind: "token", name: "admin token" },
      before: { enabled: false },
      after: share(25),
      versions: { production: expect.any(Number) },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(list[2]?.versions).toEqual({ development: 1, staging: 1, production: 1 });
    expect((await server.send("GET", `${PROJECT}/changes/${list[1]?.id}`)).body).toEqual(list[1]);
  });

  it("is filtered and paged", async () => {
    await server.send("POST", `${PROJECT}/flags`, { key: "paged" });
    for (let percentage = 1; percentage <= 5; percentage += 1) await put("paged", percentage);
    const first = await changes("?flag=paged&limit=4");
    expect(first.changes.length).toBe(4);
    expect(first.next).toBe(first.changes[3]?.id);
    const second = await changes(`?flag=paged&limit=4&before=${first.next}`);
    expect(second.changes.map(({ action }) => action)).toEqual(["flag.configured", "flag.created"]);
    expect(second.next).toBeNull();
    // What raised an environment's version concerns it, also when it was made for all environments.
    expect((await changes("?flag=paged&environment=staging")).changes.map(({ action }) => action)).toEqual([
      "flag.created",
    ]);
  });

  it("is filtered by what was done and by whom", async () => {
    await server.send("POST", `${PROJECT}/flags`, { key: "asked" });
    await put("asked", 5);
    await server.send("POST", `${at("asked")}/kill`);
    const actions = async (query: string) => (await changes(`?flag=asked${query}`)).changes.map(({ action }) => action);
    expect(await actions("&action=flag.killed")).toEqual(["flag.killed"]);
    expect(await actions("&action=flag.created&environment=production&limit=1")).toEqual(["flag.created"]);
    expect(await actions("&actor=admin-token&action=flag.configured")).toEqual(["flag.configured"]);
    expect(await actions("&actor=nobody")).toEqual([]);
  });

  it("is narrowed to a span of time, with everything else", async () => {
    await server.send("POST", `${PROJECT}/flags`, { key: "timed" });
    for (let percentage = 1; percentage <= 3; percentage += 1) {
      // Each in a millisecond of its own.
      await new Promise((resolve) => setTimeout(resolve, 5));
      await put("timed", percentage);
    }
    const [third, second, first, created] = (await changes("?flag=timed")).changes;
    const ids = async (query: string) => (await changes(`?${query}`)).changes.map(({ id }) => id);
    expect(await ids(`flag=timed&from=${second?.at}`)).toEqual([third?.id, second?.id]);
    expect(await ids(`flag=timed&to=${second?.at}`)).toEqual([first?.id, created?.id]);
    expect(await ids(`from=${first?.at}&to=${third?.at}&environment=production`)).toEqual([second?.id, first?.id]);
    expect(await ids(`flag=timed&from=${first?.at}&before=${third?.id}&limit=1`)).toEqual([second?.id]);
    expect(await ids(`from=${(third?.at ?? 0) + 1}`)).toEqual([]);
    expect(await ids("to=0")).toEqual([]);
    expect((await server.send("GET", `${PROJECT}/changes?from=yesterday`)).status).toBe(400);
  });

  it("shows nothing of other projects", async () => {
    await server.send("POST", "/api/v1/projects", { key: "other" });
    const { id } = await newest("?flag=logged");
    expect((await server.send("GET", `/api/v1/projects/other/changes/${id}`)).status).toBe(404);
    expect((await server.send("POST", `/api/v1/projects/other/changes/${id}/revert`, {})).status).toBe(404);
    const { body } = await server.send<{ changes: Change[] }>("GET", "/api/v1/projects/other/changes");
    expect(body.changes.map(({ action }) => action)).toEqual(["project.created"]);
  });
});

describe("a revert", () => {
  it("brings back a configuration as a new change, and keeps a kill in force", async () => {
    await server.send("POST", `${PROJECT}/flags`, { key: "reverted" });
    await put("reverted", 5);
    await put("reverted", 50);
    const change = await newest("?flag=reverted");
    await put("reverted", 75);
    await server.send("POST", `${at("reverted")}/kill`);
    expect((await revert(change.id)).status).toBe(200);
    expect((await server.send("GET", at("reverted"))).body).toMatchObject({
      ...share(5),
      killed: { by: "admin token" },
    });
    expect(await newest("?flag=reverted")).toMatchObject({
      action: "flag.configured",
      reason: `revert of change ${change.id}`,
      before: share(75),
      after: share(5),
    });
  });

  it("brings back what a flag is, and what a segment holds", async () => {
    await server.send("PATCH", `${PROJECT}/flags/reverted`, { name: "New name", tags: ["a"] });
    await server.send("PUT", `${PROJECT}/segments/beta`, { includedKeys: ["u1"] });
    await server.send("PUT", `${PROJECT}/segments/beta`, { includedKeys: ["u1", "u2"] });
    expect((await revert((await newest("?flag=reverted")).id, { reason: "typo" })).status).toBe(200);
    expect((await server.send("GET", `${PROJECT}/flags/reverted`)).body).toMatchObject({ name: "", tags: [] });
    expect((await newest("?flag=reverted")).reason).toBe("typo");
    expect((await revert((await newest("?segment=beta")).id)).status).toBe(200);
    expect((await server.send("GET", `${PROJECT}/segments/beta`)).body).toMatchObject({ includedKeys: ["u1"] });
  });

  it("is checked as any save is", async () => {
    const inBeta = { id: "r", conditions: [{ operator: "inSegment", values: ["beta"] }], serve: { variant: "on" } };
    await put("reverted", 5, { rules: [inBeta] });
    await put("reverted", 6);
    const { id } = await newest("?flag=reverted");
    expect((await server.send("DELETE", `${PROJECT}/segments/beta`)).status).toBe(204);
    const { status, body } = await revert(id);
    expect({ status, code: body.error.code }).toEqual({ status: 400, code: "INVALID_FLAG" });
    expect((await server.send("GET", at("reverted"))).body).toMatchObject(share(6));
  });

  it("says what to do instead where there is nothing to bring back", async () => {
    const killed = (await changes("?flag=reverted")).changes.find(({ action }) => action === "flag.killed");
    const created = (await changes("?flag=reverted")).changes.find(({ action }) => action === "flag.created");
    for (const [change, instead] of [
      [killed, "restore the flag instead"],
      [created, "archive the flag instead"],
    ] as const) {
      const { status, body } = await revert(change?.id ?? 0);
      expect({ status, code: body.error.code }).toEqual({ status: 409, code: "CANNOT_REVERT" });
      expect(body.error.message).toContain(instead);
    }
  });
});

describe("segments", () => {
  const SEGMENT = `${PROJECT}/segments/staff`;

  it("are made, replaced, read, and reach every environment", async () => {
    const made = await server.send("PUT", SEGMENT, { name: "Staff", includedKeys: ["ada"], reason: "new" });
    expect(made).toMatchObject({
      status: 200,
      body: { key: "staff", name: "Staff", includedKeys: ["ada"], excludedKeys: [], rules: [] },
    });
    expect(Object.keys((await newest("?segment=staff")).versions).sort()).toEqual([
      "development",
      "production",
      "staging",
    ]);
    const replaced = await server.send("PUT", SEGMENT, { includedKeys: ["ada", "grace"] });
    expect(replaced.body).toMatchObject({ name: "Staff", includedKeys: ["ada", "grace"] });
    const { id } = await newest("?segment=staff");
    await server.send("PUT", SEGMENT, { includedKeys: ["ada", "grace"] });
    expect((await newest("?segment=staff")).id).toBe(id);
    const { body } = await server.send<{ segments: { key: string }[] }>("GET", `${PROJECT}/segments`);
    expect(body.segments.map(({ key }) => key)).toContain("staff");
  });

  it("are not deleted from under those who use them", async () => {
    await server.send("POST", `${PROJECT}/flags`, { key: "for-staff" });
    const rule = { id: "staff", conditions: [{ operator: "inSegment", values: ["staff"] }], serve: { variant: "on" } };
    await put("for-staff", 0, { rules: [rule] });
    const { status, body } = await server.send("DELETE", SEGMENT);
    expect({ status, code: body.error.code }).toEqual({ status: 409, code: "IN_USE" });
    expect(body.error.message).toBe(
      "Segment staff is in use: flag for-staff in production (rules[0].conditions[0].values[0])",
    );
    await put("for-staff", 0);
    expect((await server.send("DELETE", SEGMENT)).status).toBe(204);
    expect((await server.send("GET", SEGMENT)).status).toBe(404);
  });

  it.each([
    [{ rules: [{ conditions: [{ attribute: "a", operator: "matches", values: ["("] }] }] }, "INVALID_SEGMENT"],
    [{ rules: [{ conditions: [{ operator: "inSegment", values: ["nowhere"] }] }] }, "INVALID_SEGMENT"],
    [{ rules: [{ conditions: [{ operator: "inSegment", values: ["staff"] }] }] }, "INVALID_SEGMENT"],
    [{ rules: "all" }, "INVALID_REQUEST"],
  ])("are refused when they can't work: %j", async (segment, code) => {
    const { status, body } = await server.send("PUT", SEGMENT, segment);
    expect({ status, code: body.error.code }).toEqual({ status: 400, code });
    expect((await server.send("GET", SEGMENT)).status).toBe(404);
  });
});

describe("projects and environments", () => {
  it("are made, renamed, and begin with every flag disabled", async () => {
    const made = await server.send("POST", "/api/v1/projects", { key: "shop", name: "Shop" });
    expect(made).toMatchObject({
      status: 201,
      body: {
        key: "shop",
        name: "Shop",
        environments: [{ key: "development" }, { key: "staging" }, { key: "production", protected: true }],
      },
    });
    expect((await server.send("POST", "/api/v1/projects", { key: "shop" })).body.error.code).toBe("ALREADY_EXISTS");
    expect((await server.send("PATCH", "/api/v1/projects/shop", { name: "The shop" })).body).toMatchObject({
      name: "The shop",
    });
    await server.send("POST", "/api/v1/projects/shop/flags", { key: "first" });
    const added = await server.send("POST", "/api/v1/projects/shop/environments", { key: "canary" });
    expect(added).toMatchObject({ status: 201, body: { key: "canary", name: "canary", protected: false, version: 1 } });
    expect((await server.send("POST", "/api/v1/projects/shop/environments", { key: "canary" })).status).toBe(409);
    const { body } = await server.send("GET", "/api/v1/projects/shop/environments/canary/flags/first");
    expect(body).toMatchObject({ enabled: false, version: 1 });
  });

  it("keeps keys of one environment out of another", async () => {
    const keys = (environment: string) => `/api/v1/projects/shop/environments/${environment}/keys`;
    const made = await server.send<{ id: string; key: string; hint: string }>("POST", keys("staging"), {
      kind: "client",
      name: "page",
      origins: ["http://localhost:*", "https://Shop.example.com"],
    });
    expect(made.status).toBe(201);
    expect(made.body.key).toMatch(/^sw_client_[A-Za-z0-9_-]{43}$/);
    expect(made.body.key.startsWith(made.body.hint)).toBe(true);
    const listed = await server.send<{ keys: object[] }>("GET", keys("staging"));
    expect(listed.body.keys).toEqual([
      expect.objectContaining({ name: "page", createdBy: "admin token", lastUsedAt: null }),
    ]);
    expect(JSON.stringify(listed.body)).not.toContain(made.body.key);
    expect((await server.send<{ keys: object[] }>("GET", keys("production"))).body.keys).toEqual([]);
    expect((await server.send("DELETE", `${keys("production")}/${made.body.id}`)).status).toBe(404);
    expect((await server.send("DELETE", `${keys("staging")}/${made.body.id}`)).status).toBe(204);
    expect((await server.send<{ keys: object[] }>("GET", keys("staging"))).body.keys).toEqual([]);
  });

  it.each(["shop.example.com", "https://shop.example.com/path", "javascript:alert(1)", "https://*", "*"])(
    "refuses %s as an origin",
    async (origin) => {
      const body = { kind: "client", name: "page", origins: [origin] };
      const answer = await server.send("POST", "/api/v1/projects/shop/environments/staging/keys", body);
      expect(answer.status).toBe(400);
      expect(answer.body.error.message).toContain(`origins[0] must be scheme and host`);
    },
  );

  it("has no origins for a server key", async () => {
    const body = { kind: "server", name: "x", origins: ["https://shop.example.com"] };
    expect((await server.send("POST", "/api/v1/projects/shop/environments/staging/keys", body)).status).toBe(400);
  });
});

it("describes itself", async () => {
  const { status, body } = await server.send<{ openapi: string; paths: Record<string, unknown> }>(
    "GET",
    "/api/v1/openapi.json",
  );
  expect(status).toBe(200);
  expect(body.openapi).toBe("3.1.0");
  expect(Object.keys(body.paths)).toContain("/api/v1/projects/{project}/environments/{environment}/flags/{flag}/kill");
  expect(JSON.stringify(body)).toContain("#/components/schemas/Error");
});
