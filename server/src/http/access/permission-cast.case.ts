import { ROLES, type Role } from "../../storage/authority.ts";
import { addPerson } from "../../test-people.ts";
import { ADMIN_TOKEN, METRICS_TOKEN, type TestServer } from "../../test-server.ts";

// Everyone who may come to a server, for the test of every route: people, their programs, robots, and what opens no door here.

/** Somebody, and the roles that they were given: what the table is computed from. */
export interface Someone {
  name: string;
  headers: Record<string, string>;
  isOwner: boolean;
  /** A token, which has nothing of its own: no session, no password, no tokens. */
  isProgram: boolean;
  /** By place: a project, or project/environment. */
  roles: Readonly<Record<string, Role>>;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** Needs the projects `default` and `foreign`, and `secret-flag` in that one. */
export async function gatherCast(server: TestServer): Promise<Someone[]> {
  const cast: Someone[] = [];
  const add = async (name: string, roles: Someone["roles"], isOwner = false) => {
    const { headers } = await addPerson(server.storage, name, { roles, owner: isOwner });
    cast.push({ name, headers, isOwner, isProgram: false, roles });
    return headers;
  };
  const addProgram = (name: string, token: string, roles: Someone["roles"], isOwner = false) =>
    cast.push({ name, headers: bearer(token), isOwner, isProgram: true, roles });
  const made = async (path: string, input: object, headers?: Record<string, string>) => {
    const response = await fetch(`${server.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(headers ?? bearer(ADMIN_TOKEN)) },
      body: JSON.stringify(input),
    });
    const { token } = (await response.json()) as { token?: string };
    if (token === undefined) throw new Error(`${path} made nothing: ${response.status}`);
    return token;
  };
  const robot = (project: string, role: Role | null, environments: Record<string, Role> = {}) =>
    made(`/api/v1/projects/${project}/robots`, { name: "ci", role, environments });
  const tokenOf = (headers: Record<string, string>, atMost?: Role) =>
    made("/api/v1/tokens", { name: "laptop", ...(atMost ? { atMost } : {}) }, headers);

  await add("Nobody", {});
  const owner = await add("Owner", {}, true);
  const admins: Record<string, string>[] = [];
  for (const role of ROLES) {
    const inProject = await add(`Project-${role}`, { default: role });
    const inProduction = await add(`Production-${role}`, { "default/production": role });
    if (role === "admin") admins.push(inProject, inProduction);
  }
  const [projectAdmin = {}, productionAdmin = {}] = admins;
  await add("Lowered", { default: "admin", "default/production": "viewer" });
  await add("Raised", { default: "viewer", "default/production": "admin" });
  await add("Elsewhere", { foreign: "admin" });
  await add("Elsewhere-staging", { "foreign/staging": "admin" });

  const mixed = { default: "editor", "default/production": "responder" } as const;
  addProgram("Robot", await robot("default", "editor", { production: "responder" }), mixed);
  addProgram("Robot-project", await robot("default", "releaser"), { default: "releaser" });
  addProgram("Robot-production", await robot("default", null, { production: "admin" }), {
    "default/production": "admin",
  });
  addProgram("Robot-elsewhere", await robot("foreign", null, { staging: "admin" }), { "foreign/staging": "admin" });
  addProgram("Token-project", await tokenOf(projectAdmin, "responder"), { default: "responder" });
  addProgram("Token-production", await tokenOf(productionAdmin), { "default/production": "admin" });
  addProgram("Token-production-editor", await tokenOf(productionAdmin, "editor"), { "default/production": "editor" });
  addProgram("Token-owner", await tokenOf(owner), {}, true);
  addProgram("Token-owner-viewer", await tokenOf(owner, "viewer"), { default: "viewer", foreign: "viewer" });
  addProgram("Operator", ADMIN_TOKEN, {}, true);
  return cast;
}

/** What opens something else, or nothing, but never a route that needs a role: by what it is. */
export async function gatherStrangers(server: TestServer, cast: readonly Someone[]) {
  const strangers: { name: string; headers: Record<string, string> }[] = [];
  for (const place of [
    "default/environments/production",
    "default/environments/staging",
    "foreign/environments/staging",
  ]) {
    for (const kind of ["server", "client"]) {
      const { body } = await server.send<{ key: string }>("POST", `/api/v1/projects/${place}/keys`, {
        kind,
        name: "x",
      });
      strangers.push({ name: `the ${kind} key of ${place}`, headers: bearer(body.key) });
      if (place.endsWith("production")) {
        strangers.push({ name: `a ${kind} key for a session`, headers: { cookie: `switchyard_session=${body.key}` } });
      }
    }
  }
  const flag = "/api/v1/projects/foreign/environments/production/flags/secret-flag";
  const trigger = await server.send<{ path: string }>("POST", `${flag}/triggers`, { name: "x" });
  const owner = cast.find(({ name }) => name === "Owner");
  const session = owner?.headers.cookie?.split("=")[1] ?? "";
  const token = cast.find(({ name }) => name === "Token-owner")?.headers.authorization?.split(" ")[1] ?? "";
  return [
    ...strangers,
    { name: "nothing", headers: {} },
    { name: "the metrics token", headers: bearer(METRICS_TOKEN) },
    { name: "a trigger's secret", headers: bearer(trigger.body.path.split("/").at(-1) ?? "") },
    { name: "an owner's session for a token", headers: bearer(session) },
    { name: "an owner's token for a session", headers: { cookie: `switchyard_session=${token}` } },
    // What is shown counts, not what comes along.
    { name: "a wrong token beside an owner's session", headers: { ...owner?.headers, ...bearer("sw_api_x") } },
  ].map((one) => ({ ...one, headers: { "sec-fetch-site": "same-origin", ...one.headers } }));
}
