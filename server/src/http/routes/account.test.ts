import { scrypt } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Session } from "../../api.ts";
import { hashPassword } from "../../auth/passwords.ts";
import { addPerson, signedIn, type TestPerson } from "../../test-people.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";

// What costs time is counted, not timed: how often the slow hash is made, and with which parameters.
vi.mock("node:crypto", async (original) => {
  const { withQuickScrypt } = await import("../../auth/quick-scrypt.case.ts");
  const crypto = withQuickScrypt(await original());
  return { ...crypto, scrypt: vi.fn(crypto.scrypt) };
});

const hashes = vi.mocked(scrypt as (...args: unknown[]) => void);
const PASSWORD = "correct horse battery";

let server: TestServer;
let ada: TestPerson;

beforeAll(async () => {
  server = await startTestServer();
  ada = await addPerson(server.storage, "Ada", { roles: { default: "viewer" } });
  await setPassword(ada, PASSWORD);
});
afterAll(() => server.close());
beforeEach(() => void hashes.mockClear());

async function setPassword({ user }: TestPerson, password: string) {
  const passwordHash = await hashPassword(password);
  await server.storage.change({ actor: { kind: "system", id: "test", name: "test" } }, async (tx) => {
    await tx.setPassword(user.id, passwordHash);
    return { result: undefined, change: { action: "password.changed", before: null, after: null, affects: [] } };
  });
}

async function call<T = { error: { code: string; message: string } }>(
  headers: Record<string, string>,
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
  return { status: response.status, headers: response.headers, text, body: (text ? JSON.parse(text) : undefined) as T };
}

const signIn = (email: string, password: string) => call({}, "POST", "/session", { email, password });

describe("a sign-in that fails", () => {
  it("costs the same and says the same, whether there is an account, a password, or somebody who may get in", async () => {
    const withoutPassword = await addPerson(server.storage, "Oidc");
    const gone = await addPerson(server.storage, "Gone");
    await setPassword(gone, PASSWORD);
    await server.send("PATCH", `/api/v1/people/${gone.user.id}`, { active: false });
    const attempts: [what: string, email: string, password: string][] = [
      ["unknown", "nobody@example.com", PASSWORD],
      ["wrong", ada.user.email, "another horse battery"],
      ["without a password", withoutPassword.user.email, PASSWORD],
      ["deactivated", gone.user.email, PASSWORD],
    ];
    const answers: string[] = [];
    for (const [what, email, password] of attempts) {
      hashes.mockClear();
      const { status, text, headers } = await signIn(email, password);
      expect({ what, status, hashes: hashes.mock.calls.length }).toEqual({ what, status: 401, hashes: 1 });
      // The same parameters: a weaker hash would be a quicker one.
      expect(hashes.mock.calls[0]?.[3]).toMatchObject({ N: 2 ** 17, r: 8, p: 1 });
      answers.push(text + [...headers.keys()].join());
    }
    expect(new Set(answers).size).toBe(1);
  });
});

describe("one's sessions", () => {
  const list = async (headers: Record<string, string>) =>
    (await call<{ sessions: Session[] }>(headers, "GET", "/sessions")).body.sessions;

  it("are listed with device and address, without what opens them", async () => {
    const other = await signedIn(server.storage, ada.user);
    const { text } = await call(ada.headers, "GET", "/sessions");
    const sessions = await list(ada.headers);
    expect(sessions.filter(({ current }) => current)).toHaveLength(1);
    expect(sessions[0]).toMatchObject({ userAgent: "a test", address: "127.0.0.1", lastSeenAt: expect.any(Number) });
    for (const { cookie } of [ada.headers, other]) expect(text).not.toContain(cookie.split("=")[1]);
  });

  it("end one by one, and nobody else's", async () => {
    const other = await signedIn(server.storage, ada.user);
    const bea = await addPerson(server.storage, "Bea");
    const id = (await list(other)).find(({ current }) => current)?.id;
    const [theirs, missing] = [
      await call(bea.headers, "DELETE", `/sessions/${id}`),
      await call(bea.headers, "DELETE", "/sessions/missing"),
    ];
    expect([theirs.status, missing.status]).toEqual([404, 404]);
    expect((await call(other, "GET", "/sessions")).status).toBe(200);
    expect((await call(ada.headers, "DELETE", `/sessions/${id}`)).status).toBe(204);
    expect((await call(other, "GET", "/sessions")).status).toBe(401);
    expect((await call(ada.headers, "DELETE", `/sessions/${id}`)).status).toBe(404);
  });

  it("end everywhere, or everywhere else", async () => {
    const others = [await signedIn(server.storage, ada.user), await signedIn(server.storage, ada.user)];
    const [first = {}] = others;
    expect((await call(first, "DELETE", "/sessions?except=current")).status).toBe(204);
    expect(await list(first)).toMatchObject([{ current: true }]);
    expect((await call(first, "DELETE", "/sessions?except=mine")).status).toBe(400);
    const out = await call(first, "DELETE", "/sessions");
    expect(out.headers.get("set-cookie")).toMatch(/^switchyard_session=; Max-Age=0/);
    expect((await call(first, "GET", "/sessions")).status).toBe(401);
    ada = { ...ada, headers: await signedIn(server.storage, ada.user) };
  });
});

describe("one's password", () => {
  it("changes with the one before, and ends the other sessions", async () => {
    const other = await signedIn(server.storage, ada.user);
    const change = (current: string, password: string) => call(ada.headers, "PUT", "/password", { current, password });
    expect((await change("not this one at all", "another horse battery")).status).toBe(401);
    expect((await call(other, "GET", "/sessions")).status).toBe(200);
    expect((await change(PASSWORD, "short")).status).toBe(400);
    expect((await change(PASSWORD, "another horse battery")).status).toBe(204);
    expect((await call(other, "GET", "/sessions")).status).toBe(401);
    expect((await call(ada.headers, "GET", "/sessions")).status).toBe(200);
    expect((await signIn(ada.user.email, PASSWORD)).status).toBe(401);
    expect((await signIn(ada.user.email, "another horse battery")).status).toBe(200);
    const [entry] = (await server.storage.changeLog(0, 200)).filter(({ actor }) => actor.id === ada.user.id).slice(-1);
    expect(entry).toMatchObject({ action: "password.changed", after: { name: "Ada" } });
    expect(JSON.stringify(entry)).not.toMatch(/scrypt|horse/);
  });

  it("can't be guessed with a stolen session: the attempts are those of signing in", async () => {
    const victim = await addPerson(server.storage, "Victor");
    const guess = () => call(victim.headers, "PUT", "/password", { current: "a guess of it", password: PASSWORD });
    const answers = await Promise.all(Array.from({ length: 11 }, guess));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(10).fill(401), 429]);
    expect((await signIn(victim.user.email, "a guess of it")).status).toBe(429);
  });
});
