import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { isAtLeast, type Role } from "../../storage/authority.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";
import { isPermission, isStanding, type Permission } from "./access-kinds.ts";
import { gatherCast, gatherStrangers, type Someone } from "./permission-cast.case.ts";
import { type Entry, routeTableOf } from "./route-table.case.ts";

// Every route × role × own and foreign project × own and foreign environment, from the route table itself: a route that
// is added tomorrow is tested tomorrow.

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let server: TestServer;
let people: Someone[];

beforeAll(async () => {
  server = await startTestServer();
  await server.send("POST", "/api/v1/projects", { key: "foreign" });
  await server.send("POST", "/api/v1/projects/foreign/flags", { key: "secret-flag" });
  people = await gatherCast(server);
});
afterAll(() => server.close());

const permitted = () =>
  routeTableOf(server).filter((entry): entry is Entry & { access: Permission } =>
    entry.access === undefined ? false : isPermission(entry.access),
  );

/** Where a path leads: what else it names is nowhere, so that nothing is done by those who may. */
const at = (path: string, project: string, environment: string) =>
  path
    .replace(":project", project)
    .replace(":environment", environment)
    .replace(/:(id|delivery)/, "999999")
    .replace(/:\w+/g, "nothing-here");

/** Straight into the routes: thousands of requests without a socket each. */
async function call(method: string, path: string, headers: Record<string, string>) {
  const incoming = { socket: { remoteAddress: "127.0.0.1" } };
  const host = new URL(server.url).host;
  const response = await server.app.request(
    path,
    { method, headers: { host, ...headers } },
    { incoming, outgoing: {} },
  );
  const text = await response.text();
  const isJson = /^application\/json(;|$)/.test(response.headers.get("content-type") ?? "");
  const body = isJson ? (JSON.parse(text) as { error?: { code: string; message: string } }) : {};
  return { status: response.status, error: body.error };
}

/** What the roles say, computed without the code that is tested: the environment's instead of the project's. */
function roleAt({ isOwner, roles }: Someone, project: string, environment: string | undefined): Role | undefined {
  if (isOwner) return "admin";
  if (environment !== undefined) return roles[`${project}/${environment}`] ?? roles[project];
  const isGuest = Object.keys(roles).some((place) => place.startsWith(`${project}/`));
  return roles[project] ?? (isGuest ? "viewer" : undefined);
}

const PLACES = [
  { project: "default", environment: "production" },
  { project: "default", environment: "staging" },
  { project: "default", environment: "missing" },
  { project: "foreign", environment: "production" },
  { project: "foreign", environment: "staging" },
  { project: "missing", environment: "production" },
];

/** Where nothing is, nobody holds anything: a few of each kind are enough. */
const FEW = ["Owner", "Nobody", "Project-admin", "Production-admin", "Robot", "Token-owner-viewer", "Operator"];
const comesTo = ({ project, environment }: (typeof PLACES)[number]) =>
  project === "missing" || environment === "missing" ? people.filter(({ name }) => FEW.includes(name)) : people;

const lastChange = async () => {
  let last = 0;
  for (;;) {
    const [next] = (await server.storage.changeLog(last, 200)).slice(-1);
    if (next === undefined) return last;
    last = next.id;
  }
};

describe("every route that needs a role", () => {
  it("lets in who holds it there, refuses who holds less, and hides what is foreign", async () => {
    const routes = permitted().filter(({ access }) => !isStanding(access));
    expect(routes.length).toBeGreaterThan(50);
    let [allowed, refused, hidden] = [0, 0, 0];
    for (const { method, path, access } of routes) {
      for (const place of PLACES) {
        const namesEnvironment = path.includes(":environment");
        if (!namesEnvironment && place.environment !== "production") continue;
        for (const someone of comesTo(place)) {
          const label = `${method} ${path} at ${place.project}/${place.environment} by ${someone.name}`;
          const exists = place.project !== "missing" && place.environment !== "missing";
          const inProject = place.project === "missing" ? undefined : roleAt(someone, place.project, undefined);
          const held = exists
            ? roleAt(someone, place.project, namesEnvironment ? place.environment : undefined)
            : undefined;
          const { status, error } = await call(method, at(path, place.project, place.environment), someone.headers);
          if (held === undefined || inProject === undefined) {
            const message =
              inProject === undefined
                ? `There is no project "${place.project}"`
                : `There is no environment "${place.environment}" in project ${place.project}`;
            expect({ label, status, error }).toEqual({ label, status: 404, error: { code: "NOT_FOUND", message } });
            hidden += 1;
          } else if (!isAtLeast(held, access as Role)) {
            const where = namesEnvironment ? `${place.project}/${place.environment}` : `project ${place.project}`;
            expect({ label, status, error }).toEqual({
              label,
              status: 403,
              error: {
                code: "FORBIDDEN",
                message: `This needs the role ${access} in ${where}, you are ${held} there`,
                details: { needed: access, held },
              },
            });
            refused += 1;
          } else {
            const isRefused = error?.code === "UNAUTHENTICATED" || /^This needs the role/.test(error?.message ?? "");
            const isHidden = /^There is no (project|environment)/.test(error?.message ?? "");
            expect({ label, isRefused, isHidden, failed: status >= 500 }).toEqual({
              label,
              isRefused: false,
              isHidden: false,
              failed: false,
            });
            allowed += 1;
          }
        }
      }
    }
    // None of the three is there by accident.
    expect(Math.min(allowed, refused, hidden)).toBeGreaterThan(300);
  });

  it("changes nothing for who is refused", async () => {
    const before = await lastChange();
    const refused = [
      "Project-viewer",
      "Nobody",
      "Elsewhere",
      "Elsewhere-staging",
      "Robot-elsewhere",
      "Token-owner-viewer",
    ];
    const weak = people.filter(({ name }) => refused.includes(name));
    const writes = permitted().filter(({ method, access }) => method !== "GET" && access !== "viewer");
    for (const { method, path, access } of writes) {
      if (isStanding(access)) continue;
      for (const { headers } of weak) await call(method, at(path, "default", "production"), headers);
    }
    expect(await lastChange()).toBe(before);
  });
});

describe("every route that needs a role or a standing", () => {
  it("is closed to keys of SDKs, own and foreign, and to whatever else is no credential of it, wherever it leads", async () => {
    const strangers = await gatherStrangers(server, people);
    expect(strangers.length).toBeGreaterThanOrEqual(14);
    const before = await lastChange();
    for (const { method, path } of permitted()) {
      for (const { project, environment } of path.includes(":project") ? PLACES.filter(isCorner) : PLACES.slice(0, 1)) {
        for (const { name, headers } of strangers) {
          const label = `${method} ${path} at ${project}/${environment} by ${name}`;
          const { status, error } = await call(method, at(path, project, environment), headers);
          const code = /^(UNAUTHENTICATED|WRONG_CREDENTIAL)$/.test(error?.code ?? "");
          expect({ label, status, code }).toEqual({ label, status: 401, code: true });
        }
      }
    }
    expect(await lastChange()).toBe(before);
  });

  /** One's own, another's, and one that there isn't: the answer is the same. */
  const isCorner = ({ project, environment }: (typeof PLACES)[number]) =>
    environment === "production" && ["default", "foreign", "missing"].includes(project);
});

describe("every route for SDKs", () => {
  it("is closed to people, their programs and robots, whatever they may do elsewhere", async () => {
    const routes = routeTableOf(server).filter(
      ({ access }) => access === "sdk" || access === "client" || access === "anySdk",
    );
    expect(routes.length).toBeGreaterThanOrEqual(4);
    for (const { method, path } of routes) {
      for (const { name, headers } of people) {
        const { status } = await call(method, path, headers);
        expect({ route: `${method} ${path}`, name, status }).toEqual({ route: `${method} ${path}`, name, status: 401 });
      }
    }
  });
});

describe("every route that belongs to no project", () => {
  it("is for owners, for whoever is known, or for who is signed in, as it says", async () => {
    const routes = permitted().filter(({ access }) => isStanding(access));
    expect(routes.length).toBeGreaterThan(10);
    // Signing out everywhere comes last: whoever may, does.
    routes.sort((a, b) => Number(a.path.endsWith("/sessions")) - Number(b.path.endsWith("/sessions")));
    for (const { method, path, access } of routes) {
      for (const { name, headers, isOwner, isProgram } of people) {
        if (method === "DELETE" && path === "/api/v1/sessions") continue;
        const label = `${method} ${path} by ${name}`;
        const { status, error } = await call(method, at(path, "", ""), headers);
        if (access === "owner" && !isOwner) {
          expect({ label, status, code: error?.code }).toEqual({ label, status: 403, code: "FORBIDDEN" });
        } else if (access === "person" && isProgram) {
          expect({ label, status, code: error?.code }).toEqual({ label, status: 401, code: "WRONG_CREDENTIAL" });
        } else {
          expect({ label, isRefused: status === 401 || status === 403 || status >= 500 }).toEqual({
            label,
            isRefused: false,
          });
        }
      }
    }
  });

  it("lists only what one may see", async () => {
    const list = async (name: string) => {
      const headers = people.find((one) => one.name === name)?.headers ?? {};
      const response = await fetch(`${server.url}/api/v1/projects`, { headers });
      const { projects } = (await response.json()) as {
        projects: { key: string; role: Role; environments: { key: string; role: Role }[] }[];
      };
      return projects.map(({ key, role, environments }) => [
        key,
        role,
        ...environments.map((one) => `${one.key} ${one.role}`),
      ]);
    };
    expect(await list("Nobody")).toEqual([]);
    expect(await list("Production-editor")).toEqual([["default", "viewer", "production editor"]]);
    expect(await list("Lowered")).toEqual([
      ["default", "admin", "development admin", "staging admin", "production viewer"],
    ]);
    expect((await list("Elsewhere")).map(([key]) => key)).toEqual(["foreign"]);
    expect((await list("Owner")).map(([key]) => key)).toEqual(["default", "foreign"]);
  });
});

describe("what belongs to an environment that one may not know of", () => {
  it("is in no list and in no change", async () => {
    const headers = people.find(({ name }) => name === "Production-editor")?.headers ?? {};
    await server.send("POST", "/api/v1/projects/default/flags", { key: "seen" });
    for (const environment of ["staging", "production"]) {
      const path = `/api/v1/projects/default/environments/${environment}/flags/seen/kill`;
      expect((await server.send("POST", path, {})).status).toBe(200);
    }
    const get = async <T>(path: string) =>
      (await (await fetch(`${server.url}/api/v1/projects/default${path}`, { headers })).json()) as T;
    const { environments } = await get<{ environments: object }>("/flags/seen");
    expect(Object.keys(environments)).toEqual(["production"]);
    const { flags } = await get<{ flags: { environments: object }[] }>("/flags");
    expect(flags.flatMap((flag) => Object.keys(flag.environments))).toEqual(["production"]);
    const { changes } = await get<{ changes: { id: number; action: string; environment?: string }[] }>("/changes");
    const kills = changes.filter(({ action }) => action === "flag.killed");
    expect(kills.map(({ environment }) => environment)).toEqual(["production"]);
    const other = await server.storage.changes({ projectId: (await project()).id, action: "flag.killed", limit: 10 });
    const hidden = other.find(({ id }) => id !== kills[0]?.id)?.id;
    const { status, error } = await call("GET", `/api/v1/projects/default/changes/${hidden}`, headers);
    expect({ status, message: error?.message }).toEqual({
      status: 404,
      message: `There is no change "${hidden}" in project default`,
    });
    const asked = await call("GET", "/api/v1/projects/default/changes?environment=staging", headers);
    expect(asked.error?.message).toBe('There is no environment "staging" in project default');
    const searched = await call("GET", "/api/v1/projects/default/flags?search=env:staging", headers);
    expect(searched.status).toBe(400);
  });

  it("is in no history: not what was proposed, said or scheduled there, nor who may do what there", async () => {
    const base = "/api/v1/projects/default";
    await server.send("POST", `${base}/flags`, { key: "proposed" });
    const operation = (environment: string) => ({ kind: "enable", environment, flag: "proposed" });
    const at = Date.now() + 86_400_000;
    const propose = async (title: string, ...environments: string[]) => {
      const body = { title, operations: environments.map(operation) };
      const { status, body: made } = await server.send<{ number: number }>("POST", `${base}/requests`, body);
      expect(status).toBe(201);
      await server.send("POST", `${base}/requests/${made.number}/comments`, { text: `said of ${title}` });
      await server.send("POST", `${base}/requests/${made.number}/decline`, { text: `declined ${title}` });
      await server.send("POST", `${base}/requests/${made.number}/withdraw`, { text: `withdrawn ${title}` });
      expect((await server.send("POST", `${base}/schedules`, { ...body, at })).status).toBe(201);
    };
    await propose("of production", "production");
    await propose("canary of staging", "staging");
    await propose("canary of both", "production", "staging");
    const whole = [{ kind: "createFlag", flag: { key: "canary-of-all" } }];
    await server.send("POST", `${base}/requests`, { title: "canary of all", operations: whole });
    const robot = (name: string, environment: string) =>
      server.send("POST", `${base}/robots`, { name, environments: { [environment]: "viewer" } });
    expect((await robot("canary robot", "staging")).status).toBe(201);
    expect((await robot("robot of production", "production")).status).toBe(201);

    const read = async (name: string, path: string) => {
      const headers = people.find((one) => one.name === name)?.headers ?? {};
      return (await fetch(`${server.url}${base}${path}`, { headers })).text();
    };
    const paths = ["/changes?limit=200", "/export/changes", "/export/changes?format=csv"];
    for (const path of paths) {
      const text = await read("Production-editor", path);
      expect(text).toContain("said of of production");
      expect(text).toContain("robot of production");
      expect(text).not.toMatch(/canary|staging/);
      const all = await read("Owner", path);
      for (const said of ["canary of staging", "canary of all", "canary robot"]) expect(all).toContain(said);
    }
  });

  const project = async () => {
    const found = await server.storage.project("default");
    if (!found) throw new Error("the default project is gone");
    return found;
  };
});

describe("a path written in another way", () => {
  const host = () => new URL(server.url);

  /** As it is written: `fetch` would tidy it up. */
  function raw(
    method: string,
    path: string,
    headers: Record<string, string>,
  ): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = host();
      const outgoing = httpRequest({ hostname, port, method, path, headers }, (incoming) => {
        let text = "";
        incoming.setEncoding("utf8");
        incoming.on("data", (chunk: string) => (text += chunk));
        incoming.on("end", () => resolve({ status: incoming.statusCode ?? 0, text }));
      });
      outgoing.on("error", reject);
      outgoing.end();
    });
  }

  const VARIANTS: ((path: string) => string)[] = [
    (path) => `/${path}`,
    (path) => `//${path}`,
    (path) => path.replace("/api/", "/api//"),
    (path) => path.replace("/v1/", "/v1//"),
    (path) => path.replaceAll("/", "//"),
    (path) => `/.${path}`,
    (path) => path.replace("/api/", "/api/./"),
    (path) => path.replace("/api/", "/x/../api/"),
    (path) => path.replace("/api/", "/health/../api/"),
    (path) => path.replace("/api/", "/%2e/api/"),
    (path) => path.replace("/api/", "/health/%2e%2e/api/"),
    (path) => path.replace("/api/", "/health/..%2fapi/"),
    (path) => path.replace("/api/", "/health%2f..%2fapi/"),
    (path) => path.replace("/api/", "/health/..;/api/"),
    (path) => path.replace("/api/", "/api;x=1/"),
    (path) => `${path}/`,
    (path) => `${path}//`,
    (path) => `${path}/.`,
    (path) => `${path}/x/..`,
    (path) => `${path}%2f`,
    (path) => `${path}%20`,
    (path) => `${path}%00`,
    (path) => `${path}%09`,
    (path) => `${path}.json`,
    (path) => `${path};`,
    (path) => `${path}?`,
    (path) => `${path}?project=default`,
    (path) => `${path}%3f`,
    (path) => `${path}%23`,
    (path) => path.toUpperCase(),
    (path) => path.replace("/api/", "/Api/"),
    (path) => path.replace("/v1/", "/V1/"),
    (path) => path.replace("/api/", "/%61pi/"),
    (path) => path.replace("/api/", "/%2561pi/"),
    (path) => path.replaceAll("/", "%2f"),
    (path) => `/${path.slice(1).replaceAll("/", "%2f")}`,
    (path) => path.replace("/api/", "/api%2f"),
    (path) => path.replace("/v1/", "\\v1\\"),
    (path) => path.replace("/v1/", "%5cv1%5c"),
    (path) => path.replace("/api/", "/%c0%ae/api/"),
    (path) => path.replace("/v1/", "/v1/%ff/"),
    (path) => path.replace("foreign", "%66oreign"),
    (path) => path.replace("foreign", "default/../foreign"),
    (path) => path.replace("foreign", "default%2f..%2fforeign"),
    (path) => path.replace("foreign", "default%252f..%252fforeign"),
    (path) => path.replace("foreign", "Foreign"),
    (path) => path.replace("foreign", "foreign%20"),
    (path) => path.replace("foreign", "foreign%00"),
    (path) => path.replace("foreign", "default;foreign"),
    (path) => path.replace("foreign", "__proto__"),
  ];

  it("leads nowhere that the plain one doesn't, in fifty forms and with headers that proxies believe", async () => {
    expect(VARIANTS.length).toBeGreaterThanOrEqual(40);
    const before = await lastChange();
    const viewer = people.find(({ name }) => name === "Project-viewer")?.headers ?? {};
    const believed: Record<string, string>[] = [
      {},
      { "x-original-url": "/api/v1/projects/default", "x-rewrite-url": "/api/v1/projects/default" },
      { "x-http-method-override": "GET", "x-forwarded-prefix": "/health", "x-forwarded-for": "127.0.0.1" },
    ];
    const targets: [method: string, path: string][] = [
      ["GET", "/api/v1/projects/foreign/flags/secret-flag"],
      ["GET", "/api/v1/projects/foreign/environments/production/flags/secret-flag"],
      ["POST", "/api/v1/projects/foreign/environments/production/flags/secret-flag/kill"],
      ["DELETE", "/api/v1/projects/foreign/flags/secret-flag"],
      ["GET", "/api/v1/people"],
      ["GET", "/metrics"],
    ];
    const seen: string[] = [];
    for (const [method, path] of targets) {
      for (const variant of [(same: string) => same, ...VARIANTS]) {
        for (const more of believed) {
          const { status, text } = await raw(method, variant(path), { ...viewer, ...more });
          const leaks = status < 300 || text.includes('"secret-flag"') || text.includes("@example.com");
          if (leaks && !isAskedBack(text)) seen.push(`${method} ${variant(path)}: ${status} ${text.slice(0, 100)}`);
        }
      }
    }
    expect(seen).toEqual([]);
    expect(await lastChange()).toBe(before);
  });

  /** An error may say back what was asked for. */
  const isAskedBack = (text: string) => /"code":"(NOT_FOUND|INVALID_REQUEST|METHOD_NOT_ALLOWED)"/.test(text);
});
