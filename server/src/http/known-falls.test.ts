import { url as inspectorUrl } from "node:inspector";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { SESSION_COOKIE } from "../auth/sessions.ts";
import { readConfig } from "../config.ts";
import { addPerson } from "../test-people.ts";
import { ADMIN_TOKEN, startTestServer, type TestServer } from "../test-server.ts";

// Falls of other flag services that no other test here has as its own. All of them are listed in SECURITY.md.

vi.setConfig({ testTimeout: 60_000 });

let server: TestServer;
let owner: Record<string, string>;
beforeAll(async () => {
  server = await startTestServer();
  owner = (await addPerson(server.storage, "Olga", { owner: true })).headers;
  await server.send("POST", "/api/v1/projects/default/flags", { key: "checkout" });
});
afterAll(() => server.close());

const lastChange = async () => (await server.storage.changeLog(0, 200)).at(-1)?.id;

/** What a row has and a request must not be able to set. */
const PRIVILEGES: Record<string, unknown> = {
  id: "1",
  isOwner: true,
  superAdmin: true,
  admin: true,
  passwordHash: "x",
  userId: "1",
  projectId: "1",
  environmentId: "1",
  organization: "1",
  createdBy: "Eve",
  createdAt: 0,
  createdFor: "1",
  actor: { kind: "system", id: "x", name: "x" },
  authority: { roleAt: "admin" },
  heldBy: [],
  approved: true,
  approvals: [],
  state: "applied",
  sha256: "x",
};

describe("mass assignment", () => {
  it("no body sets what its route does not name, whoever sends it", async () => {
    const { body } = await server.send<{
      paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema: object }> } }>>;
    }>("GET", "/api/v1/openapi.json");
    const before = await lastChange();
    let tried = 0;
    for (const [path, methods] of Object.entries(body.paths)) {
      // Of any shape on purpose, and nothing of them is kept: what SDKs report, contexts, and alerts of other systems.
      if (!path.startsWith("/api/v1/") || path.endsWith("/evaluate")) continue;
      for (const [method, { requestBody }] of Object.entries(methods)) {
        const schema = requestBody?.content["application/json"]?.schema as { properties?: object } | undefined;
        if (schema === undefined) continue;
        const known = Object.keys(schema.properties ?? {});
        const more = Object.fromEntries(Object.entries(PRIVILEGES).filter(([name]) => !known.includes(name)));
        const at = path
          .replace("{project}", "default")
          .replace("{environment}", "production")
          .replace("{flag}", "checkout")
          .replace(/\{\w+\}/, "1");
        const response = await fetch(`${server.url}${at}`, {
          method: method.toUpperCase(),
          headers: { ...owner, "content-type": "application/json", "if-match": "*" },
          body: JSON.stringify(more),
        });
        const text = await response.text();
        const where = `${method} ${path}`;
        expect({ where, status: response.status }).toEqual({ where, status: 400 });
        const unnamed = Object.keys(more).filter(
          (name) => !text.includes(`"${name}"`) && !text.includes(`\\"${name}\\"`),
        );
        expect({ where, unnamed }).toEqual({ where, unnamed: [] });
        tried += 1;
      }
    }
    expect(tried).toBeGreaterThan(50);
    expect(await lastChange()).toBe(before);
  });

  it("nor within what it names: a flag, a variant, an operation, a role, a freeze window", async () => {
    const project = "/api/v1/projects/default";
    const variant = { key: "on", value: true };
    const operation = { kind: "kill", environment: "production", flag: "checkout" };
    const policy = { requireReason: false, approvals: 0, breakGlass: { role: "admin", people: [] } };
    const freeze = { kind: "once", name: "x", from: Date.now(), until: Date.now() + 1000 };
    const cases: [method: string, path: string, body: object, field: string][] = [
      ["POST", `${project}/flags`, { key: "a", variants: [{ ...variant, createdBy: "Eve" }] }, "createdBy"],
      ["POST", `${project}/apply`, { operations: [{ ...operation, projectId: "1" }] }, "projectId"],
      ["POST", `${project}/requests`, { title: "x", operations: [{ ...operation, approved: true }] }, "approved"],
      [
        "POST",
        "/api/v1/invitations",
        { email: "e@example.com", roles: [{ project: "default", role: "viewer", owner: true }] },
        "owner",
      ],
      ["PUT", `${project}/environments/production/policy`, { ...policy, freezes: [{ ...freeze, id: 1 }] }, "id"],
      [
        "PUT",
        `${project}/environments/production/policy`,
        { ...policy, freezes: [], breakGlass: { ...policy.breakGlass, owner: true } },
        "owner",
      ],
    ];
    const before = await lastChange();
    for (const [method, path, body, field] of cases) {
      const refused = await server.send(method, path, body);
      expect({ path, field, status: refused.status }).toEqual({ path, field, status: 400 });
      expect(JSON.stringify(refused.body)).toContain(field);
    }
    expect(await lastChange()).toBe(before);
  });
});

describe("a profiler", () => {
  it("is nowhere, and no debugger listens", async () => {
    expect(inspectorUrl()).toBeUndefined();
    const paths = [
      "/debug/pprof/",
      "/debug/pprof/heap",
      "/debug/vars",
      "/debug",
      "/profiler",
      "/status",
      "/metrics/heap",
    ];
    const more = [
      "/actuator",
      "/actuator/env",
      "/_debug",
      "/json/list",
      "/server-info",
      "/.env",
      "/internal-backstage/",
    ];
    for (const path of [...paths, ...more]) {
      for (const authorization of ["", `Bearer ${ADMIN_TOKEN}`]) {
        const response = await fetch(`${server.url}${path}`, { headers: { authorization } });
        expect({ path, status: response.status }).toEqual({ path, status: 404 });
      }
    }
  });
});

describe("default or short secrets", () => {
  it("there is no default of any secret, and a short one is refused", () => {
    const { adminToken, metricsToken, secret, oidc } = readConfig({});
    expect([adminToken, metricsToken, secret, oidc]).toEqual([undefined, undefined, undefined, undefined]);
    for (const name of ["SWITCHYARD_ADMIN_TOKEN", "SWITCHYARD_METRICS_TOKEN", "SWITCHYARD_SECRET"]) {
      expect(() => readConfig({ [name]: "s".repeat(31) })).toThrow(/at least 32 .*received 31 characters$/);
    }
  });
});

describe("session fixation", () => {
  it("signing in makes another session than any that the browser brought, and leaves that one as it was", async () => {
    const password = "a correct horse battery";
    const made = await server.send<{ token: string }>("POST", "/api/v1/invitations", {
      email: "victim@example.com",
      roles: [{ project: "default", role: "admin" }],
    });
    await server.send("POST", "/api/v1/invitations/accept", { token: made.body.token, name: "Victim", password });
    const attacker = await addPerson(server.storage, "Mallory");
    const chosen = `${SESSION_COOKIE}=${"A".repeat(43)}`;
    const opened: string[] = [];
    for (const cookie of [chosen, attacker.headers.cookie, `${chosen}; ${attacker.headers.cookie}`]) {
      const response = await fetch(`${server.url}/api/v1/session`, {
        method: "POST",
        headers: { cookie, "content-type": "application/json", "sec-fetch-site": "same-origin" },
        body: JSON.stringify({ email: "victim@example.com", password }),
      });
      expect(response.status).toBe(200);
      const [set = ""] = response.headers.getSetCookie();
      const mine = set.split(";")[0] ?? "";
      expect(mine).toMatch(/^switchyard_session=[\w-]{43}$/);
      expect(cookie).not.toContain(mine);
      opened.push(mine);
      expect(await userOf(mine)).toBe("Victim");
    }
    expect(new Set(opened).size).toBe(3);
    expect(await userOf(chosen)).toBeUndefined();
    expect(await userOf(attacker.headers.cookie)).toBe("Mallory");
  });

  const userOf = async (cookie: string) => {
    const response = await fetch(`${server.url}/api/v1/session`, { headers: { cookie } });
    return ((await response.json()) as { user: { name: string } | null }).user?.name;
  };
});
