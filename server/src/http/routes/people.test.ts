import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Invitation, Member, NewInvitation, Person } from "../../api.ts";
import { addPerson, type TestPerson } from "../../test-people.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";

// Passwords cost a slow hash on purpose.
vi.setConfig({ testTimeout: 60_000 });

let server: TestServer;
let owner: TestPerson;
let admin: TestPerson;
let viewer: TestPerson;

beforeAll(async () => {
  server = await startTestServer();
  await server.send("POST", "/api/v1/projects", { key: "other" });
  owner = await addPerson(server.storage, "Olga", { owner: true });
  admin = await addPerson(server.storage, "Ada", { roles: { default: "admin" } });
  viewer = await addPerson(server.storage, "Vera", { roles: { default: "viewer" } });
});
afterAll(() => server.close());

/** A browser's request. The admin token that the test server adds otherwise is taken away. */
async function as<T = { error: { code: string; message: string; details?: unknown } }>(
  person: TestPerson | undefined,
  method: string,
  path: string,
  body?: unknown,
) {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...person?.headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : undefined) as T };
}

const lastChange = async (action: string) =>
  (await server.storage.changeLog(0, 200)).filter((change) => change.action === action).at(-1);

describe("an invitation", () => {
  const PASSWORD = "correct horse battery";
  const accept = (token: string, more: object = {}) =>
    as(undefined, "POST", "/invitations/accept", { token, name: "Grace", password: PASSWORD, ...more });

  it("makes an account with its roles, once, and signs in", async () => {
    const roles = [
      { project: "default", role: "viewer" },
      { project: "default", environment: "staging", role: "editor" },
    ];
    const made = await as<NewInvitation>(admin, "POST", "/invitations", { email: "Grace@Example.com", roles });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ email: "grace@example.com", owner: false, roles, createdBy: "Ada" });
    expect(made.body.path).toBe(`/join#${made.body.token}`);

    const seen = await as(undefined, "POST", "/invitations/look", { token: made.body.token });
    expect(seen.body).toEqual({
      email: "grace@example.com",
      invitedBy: "Ada",
      expiresAt: made.body.expiresAt,
      hasAccount: false,
      setsPassword: false,
    });

    const both = await Promise.all([accept(made.body.token), accept(made.body.token)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 403]);
    const cookie =
      both
        .find(({ status }) => status === 201)
        ?.headers.get("set-cookie")
        ?.split(";")[0] ?? "";
    const grace = { user: viewer.user, headers: { cookie, "sec-fetch-site": "same-origin" } };
    const { body } = await as<{ projects: { key: string; role: string; environments: object[] }[] }>(
      grace,
      "GET",
      "/projects",
    );
    expect(body.projects).toMatchObject([
      { key: "default", role: "viewer", environments: [{ role: "viewer" }, { role: "editor" }, { role: "viewer" }] },
    ]);
    expect(await lastChange("member.added")).toMatchObject({
      actor: { name: "Grace" },
      after: { name: "Grace", role: "viewer", environments: { staging: "editor" } },
      reason: "invited by Ada",
    });
  });

  it("brings roles to an account only with that account's own password", async () => {
    const roles = [{ project: "other", role: "editor" }];
    const made = await as<NewInvitation>(owner, "POST", "/invitations", { email: "grace@example.com", roles });
    expect((await as(undefined, "POST", "/invitations/look", { token: made.body.token })).body).toMatchObject({
      hasAccount: true,
    });
    expect((await accept(made.body.token, { password: "another password" })).status).toBe(401);
    expect((await accept(made.body.token)).status).toBe(201);
    expect((await accept(made.body.token)).body.error.code).toBe("INVITATION_INVALID");
    const { body } = await as<{ people: Person[] }>(owner, "GET", "/people");
    const grace = body.people.find(({ name }) => name === "Grace");
    expect(grace?.roles).toContainEqual({ project: "other", role: "editor" });
    expect(grace?.roles).toHaveLength(3);
  });

  it("gives nobody more than who makes it may give, and shows no project that they may not know of", async () => {
    const invite = (by: TestPerson, more: object) =>
      as(by, "POST", "/invitations", { email: "x@example.com", ...more });
    const asOwner = await invite(admin, { owner: true });
    expect(asOwner).toMatchObject({ status: 403, body: { error: { code: "FORBIDDEN" } } });
    const foreign = await invite(admin, { roles: [{ project: "other", role: "viewer" }] });
    const missing = await invite(admin, { roles: [{ project: "missing", role: "viewer" }] });
    expect([foreign.status, missing.status]).toEqual([404, 404]);
    expect(foreign.body.error.message).toBe(missing.body.error.message.replace("missing", "other"));
    const asViewer = await invite(viewer, { roles: [{ project: "default", role: "viewer" }] });
    expect(asViewer).toMatchObject({ status: 403, body: { error: { details: { needed: "admin", held: "viewer" } } } });
    const twice = [
      { project: "default", role: "viewer" },
      { project: "default", role: "admin" },
    ];
    expect((await invite(admin, { roles: twice })).status).toBe(400);
    expect((await invite(admin, {})).status).toBe(400);
    // Nothing of the model's own fields is taken from a body.
    expect((await invite(admin, { roles: twice.slice(1), id: "mine", createdBy: "Olga" })).status).toBe(400);
  });

  it("is seen and withdrawn by those who could make it, and by nobody else", async () => {
    const roles = [{ project: "other", role: "viewer" }];
    const { body } = await as<NewInvitation>(owner, "POST", "/invitations", { email: "y@example.com", roles });
    const list = async (person: TestPerson) =>
      (await as<{ invitations: Invitation[] }>(person, "GET", "/invitations")).body.invitations.map(({ id }) => id);
    expect(await list(owner)).toContain(body.id);
    expect(await list(admin)).not.toContain(body.id);
    expect((await as(admin, "DELETE", `/invitations/${body.id}`)).status).toBe(404);
    expect((await as(owner, "DELETE", `/invitations/${body.id}`)).status).toBe(204);
    expect((await as(undefined, "POST", "/invitations/look", { token: body.token })).status).toBe(403);
  });

  it("ends in time", async () => {
    const { body } = await as<NewInvitation>(owner, "POST", "/invitations", {
      email: "late@example.com",
      owner: true,
      expiresInDays: 1,
    });
    vi.useFakeTimers({ now: Date.now() + 86_400_001, toFake: ["Date"] });
    try {
      expect((await accept(body.token)).body.error.code).toBe("INVITATION_INVALID");
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("a link for a lost password", () => {
  it("sets a new one, once, ends the sessions, and is an owner's to make", async () => {
    const lost = await addPerson(server.storage, "Lou", { roles: { default: "viewer" } });
    const path = `/people/${lost.user.id}/password-link`;
    expect((await as(admin, "POST", path, {})).status).toBe(403);
    expect((await as(owner, "POST", "/people/nobody/password-link", {})).status).toBe(404);
    const { body } = await as<NewInvitation>(owner, "POST", path, { reason: "lost it" });
    expect((body.expiresAt ?? 0) - body.createdAt).toBe(86_400_000);
    const look = () => as<object>(undefined, "POST", "/invitations/look", { token: body.token });
    expect((await look()).body).toMatchObject({ email: lost.user.email, hasAccount: true, setsPassword: true });
    const set = (password: string) => as(undefined, "POST", "/invitations/accept", { token: body.token, password });
    expect((await set("short")).status).toBe(400);
    expect((await set("a new horse battery")).status).toBe(201);
    expect((await set("another horse battery")).status).toBe(403);
    expect((await as(lost, "GET", "/projects")).status).toBe(401);
    const signIn = { email: lost.user.email, password: "a new horse battery" };
    expect((await as(undefined, "POST", "/session", signIn)).status).toBe(200);
    expect(await lastChange("password.offered")).toMatchObject({ reason: "lost it", actor: { name: "Olga" } });
    expect(await lastChange("password.changed")).toMatchObject({ actor: { name: "Lou" }, reason: "link made by Olga" });
  });
});

describe("roles in a project", () => {
  it("are replaced by its admin, and are in the change log", async () => {
    const path = `/projects/default/people/${viewer.user.id}`;
    const put = await as<Member>(admin, "PUT", path, {
      role: "viewer",
      environments: { production: "responder" },
      reason: "on call",
    });
    expect(put.body).toMatchObject({ name: "Vera", role: "viewer", environments: { production: "responder" } });
    expect(await lastChange("member.updated")).toMatchObject({
      reason: "on call",
      actor: { name: "Ada" },
      before: { name: "Vera", role: "viewer", environments: {} },
      after: { name: "Vera", role: "viewer", environments: { production: "responder" } },
    });
    expect((await as(admin, "PUT", path, { environments: { nowhere: "admin" } })).status).toBe(404);
    expect((await as(admin, "PUT", path, { role: "viewer" })).status).toBe(200);
  });

  it("can't be used to look for accounts: who isn't in the project is as nobody, but for an owner", async () => {
    const stranger = await addPerson(server.storage, "Sam", { roles: { other: "viewer" } });
    const put = (by: TestPerson, id: string) => as(by, "PUT", `/projects/default/people/${id}`, { role: "viewer" });
    const [known, unknown] = [await put(admin, stranger.user.id), await put(admin, "nobody")];
    expect(known.status).toBe(404);
    expect(known.body.error.message).toBe(unknown.body.error.message.replace("nobody", stranger.user.id));
    expect((await put(owner, stranger.user.id)).status).toBe(200);
    const { body } = await as<{ people: Member[] }>(admin, "GET", "/projects/default/people");
    expect(body.people.map(({ name }) => name)).toContain("Sam");
    const removed = await as<Member>(owner, "PUT", `/projects/default/people/${stranger.user.id}`, {});
    expect(removed.body.role).toBeNull();
    expect((await as(stranger, "GET", "/projects/default")).status).toBe(404);
    expect((await as(stranger, "GET", "/projects/other")).status).toBe(200);
  });

  it("take effect with the next request", async () => {
    const quick = await addPerson(server.storage, "Quinn", { roles: { default: "editor" } });
    const flag = (key: string) => as(quick, "POST", "/projects/default/flags", { key });
    expect((await flag("one")).status).toBe(201);
    await as(admin, "PUT", `/projects/default/people/${quick.user.id}`, { role: "viewer" });
    expect(await flag("two")).toMatchObject({ status: 403, body: { error: { code: "FORBIDDEN" } } });
  });
});

describe("people", () => {
  it("are an owner's to change, and the last owner stays one", async () => {
    expect((await as(admin, "GET", "/people")).status).toBe(403);
    const mine = `/people/${owner.user.id}`;
    for (const patch of [{ owner: false }, { active: false }]) {
      expect(await as(owner, "PATCH", mine, patch)).toMatchObject({
        status: 409,
        body: { error: { code: "LAST_OWNER" } },
      });
    }
    const second = await addPerson(server.storage, "Otto");
    expect((await as(owner, "PATCH", `/people/${second.user.id}`, { owner: true })).status).toBe(200);
    expect((await as(second, "PATCH", mine, { owner: false })).status).toBe(200);
    expect((await as(owner, "GET", "/people")).status).toBe(403);
    expect((await as(second, "PATCH", mine, { owner: true })).status).toBe(200);
    expect((await as(owner, "PATCH", `/people/${second.user.id}`, { owner: false })).status).toBe(200);
    // A role is nothing that a body of a person carries, nor anything of the row.
    for (const extra of [{ roles: [] }, { passwordHash: "x" }, { id: "x" }, { email: "x@example.com" }]) {
      expect((await as(owner, "PATCH", mine, extra)).status).toBe(400);
    }
  });

  it("take nothing from themselves that only others could give back", async () => {
    const second = await addPerson(server.storage, "Oda", { owner: true });
    const own = (patch: object) => as(second, "PATCH", `/people/${second.user.id}`, patch);
    const refused = (rule: RegExp) => ({
      status: 409,
      body: { error: { code: "OWN_ACCESS", message: expect.stringMatching(rule) } },
    });
    expect(await own({ active: false })).toMatchObject(refused(/^An owner can't deactivate .* ask another owner/));
    expect(await own({ owner: false })).toMatchObject(refused(/^An owner can't stop being one .* ask another owner/));
    expect(await own({ owner: false, active: false })).toMatchObject(refused(/lock them out/));
    // Nor by a program of theirs.
    const { body: token } = await as<{ token: string }>(second, "POST", "/tokens", { name: "script" });
    const bearer = { authorization: `Bearer ${token.token}` };
    const byProgram = await server.send("PATCH", `/api/v1/people/${second.user.id}`, { active: false }, bearer);
    expect(byProgram).toMatchObject(refused(/deactivate/));
    expect((await own({ name: "Oda O." })).status).toBe(200);

    const roles = (by: TestPerson, more: object) => as(by, "PUT", `/projects/default/people/${admin.user.id}`, more);
    for (const less of [{ role: "releaser" }, {}, { environments: { production: "admin" } }]) {
      expect(await roles(admin, less)).toMatchObject(refused(/^An admin can't take that role from themself/));
    }
    expect((await roles(admin, { role: "admin", environments: { production: "viewer" } })).status).toBe(200);
    expect((await roles(owner, { role: "releaser" })).status).toBe(200);
    expect((await roles(owner, { role: "admin" })).status).toBe(200);
    // The operator runs the server, and may do either; the last owner stays all the same.
    const operator = await server.send("PATCH", `/api/v1/people/${second.user.id}`, { active: false });
    expect(operator.status).toBe(200);
    const last = await server.send("PATCH", `/api/v1/people/${owner.user.id}`, { active: false });
    expect(last).toMatchObject({ status: 409, body: { error: { code: "LAST_OWNER" } } });
  });

  it("are out at once when they are deactivated, and come back without their old sessions", async () => {
    const gone = await addPerson(server.storage, "Gus", { roles: { default: "admin" } });
    expect((await as(gone, "GET", "/projects")).status).toBe(200);
    const patch = (active: boolean) => as<Person>(owner, "PATCH", `/people/${gone.user.id}`, { active });
    expect((await patch(false)).body.active).toBe(false);
    expect((await as(gone, "GET", "/projects")).status).toBe(401);
    expect(await lastChange("user.deactivated")).toMatchObject({ after: { name: "Gus" }, actor: { name: "Olga" } });
    expect((await patch(true)).body.active).toBe(true);
    expect((await as(gone, "GET", "/projects")).status).toBe(401);
  });
});
