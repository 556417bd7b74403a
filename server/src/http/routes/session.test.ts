import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { offerSetup } from "../../auth/setup.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";

vi.mock("node:crypto", async (original) =>
  (await import("../../auth/quick-scrypt.case.ts")).withQuickScrypt(await original()),
);

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const ADA = { email: "Ada@Example.com", name: "Ada Lovelace", password: "correct horse battery" };
const SAME_ORIGIN = { "sec-fetch-site": "same-origin" };

/** Without the admin token: a browser, or nobody. */
async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
}

const cookieOf = (headers: Headers) => /^switchyard_session=([^;]*)/.exec(headers.get("set-cookie") ?? "")?.[0] ?? "";

let cookie: string;

describe("the set-up link", () => {
  it("is the same on every node and at every start that has the secret, and another one of another secret or database", async () => {
    const secret = "s".repeat(32);
    const token = await offerSetup(server.storage, secret);
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(await offerSetup(server.storage, secret)).toBe(token);
    expect(await offerSetup(server.storage, "t".repeat(32))).not.toBe(token);
    const other = await startTestServer();
    expect(await offerSetup(other.storage, secret)).not.toBe(token);
    await other.close();
  });

  it("makes the first admin, signs in, and works once", async () => {
    expect((await call("GET", "/setup")).body).toEqual({ needed: true });
    const first = await offerSetup(server.storage);
    const token = await offerSetup(server.storage);
    const wrong = ["x", "A".repeat(43), first];
    for (const bad of wrong) {
      const { status, body } = await call("POST", "/setup", { ...ADA, token: bad });
      expect({ status, code: body.error.code }).toEqual({ status: 403, code: "SETUP_LINK_INVALID" });
    }
    const short = await call("POST", "/setup", { ...ADA, token, password: "short" });
    expect(short.body.error.message).toBe("password must have at least 12 characters, received 5 characters");
    expect(JSON.stringify(short.body)).not.toContain(token);

    // Both at the same moment: one wins.
    const both = await Promise.all([
      call("POST", "/setup", { ...ADA, token }),
      call("POST", "/setup", { ...ADA, token }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 403]);
    const won = both.find(({ status }) => status === 201);
    expect(won?.body).toEqual({
      user: { id: expect.any(String), email: "ada@example.com", name: "Ada Lovelace", owner: true },
    });
    cookie = cookieOf(won?.headers ?? new Headers());

    expect((await call("GET", "/setup")).body).toEqual({ needed: false });
    expect(await offerSetup(server.storage)).toBeUndefined();
    expect((await call("POST", "/setup", { ...ADA, token })).status).toBe(403);
    const [change] = await server.storage.changeLog(1, 10);
    expect(change).toMatchObject({ action: "user.created", actor: { kind: "user", name: "Ada Lovelace" } });
    expect(JSON.stringify(change)).not.toContain("scrypt");
  });
});

describe("a session", () => {
  it("is in an HttpOnly cookie that is stored as a hash only", async () => {
    const { status, headers, body } = await call("POST", "/session", {
      email: "ada@example.com ",
      password: ADA.password,
    });
    expect(status).toBe(200);
    expect(body.user.name).toBe("Ada Lovelace");
    const set = headers.get("set-cookie") ?? "";
    expect(set).toMatch(/^switchyard_session=[A-Za-z0-9_-]{43}; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax$/);
    expect((await call("GET", "/session", undefined, { cookie: cookieOf(headers) })).body.user.email).toBe(
      "ada@example.com",
    );
    expect((await call("GET", "/session")).body).toEqual({ user: null });
  });

  it("goes over HTTPS only, unless the host is this machine", async () => {
    // fetch sets Host by itself.
    const set = await new Promise<string>((resolve, reject) => {
      const headers = { host: "flags.example.com", "content-type": "application/json" };
      const outgoing = request(`${server.url}/api/v1/session`, { method: "POST", headers }, (incoming) => {
        incoming.resume();
        resolve(incoming.headers["set-cookie"]?.[0] ?? "");
      });
      outgoing.on("error", reject);
      outgoing.end(JSON.stringify({ email: ADA.email, password: ADA.password }));
    });
    expect(set).toMatch(/^switchyard_session=.*; Secure/);
  });

  it("ends when it is signed out", async () => {
    const mine = cookieOf((await call("POST", "/session", ADA_SIGN_IN)).headers);
    expect((await call("GET", "/projects", undefined, { cookie: mine })).status).toBe(200);
    const out = await call("DELETE", "/session", undefined, { cookie: mine, ...SAME_ORIGIN });
    expect(out.status).toBe(204);
    expect(out.headers.get("set-cookie")).toMatch(/^switchyard_session=; Max-Age=0; Path=\//);
    expect((await call("GET", "/projects", undefined, { cookie: mine })).status).toBe(401);
  });

  it("makes changes in its person's name", async () => {
    const created = await call(
      "POST",
      "/projects/default/flags",
      { key: "by-ada", reason: "a test" },
      { cookie, ...SAME_ORIGIN },
    );
    expect(created.status).toBe(201);
    const { body } = await call("GET", "/projects/default/changes?flag=by-ada", undefined, { cookie });
    expect(body.changes[0]).toMatchObject({ actor: { kind: "user", name: "Ada Lovelace" }, reason: "a test" });
  });
});

describe("a write with a session", () => {
  const write = (headers: Record<string, string>) => call("POST", "/projects", {}, { cookie, ...headers });
  const host = () => new URL(server.url).host;

  it("must prove that it comes from this origin", async () => {
    const refused: Record<string, string>[] = [
      {},
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { "sec-fetch-site": "none" },
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: `https://${host()}.evil.example` },
      { "sec-fetch-site": "cross-site", origin: `http://${host()}` },
    ];
    for (const headers of refused) {
      const { status, body } = await write(headers);
      expect({ headers, status, code: body.error.code }).toEqual({ headers, status: 403, code: "CROSS_ORIGIN" });
    }
    // 400 is for the empty body: the origin was accepted.
    expect((await write(SAME_ORIGIN)).status).toBe(400);
    expect((await write({ origin: `http://${host()}` })).status).toBe(400);
    expect((await write({ origin: `https://${host()}` })).status).toBe(400);
  });

  it("signing in and out is refused to another site too, and allowed to a script", async () => {
    const evil = { "sec-fetch-site": "cross-site" };
    expect((await call("POST", "/session", ADA_SIGN_IN, evil)).status).toBe(403);
    expect((await call("DELETE", "/session", undefined, { cookie, ...evil })).status).toBe(403);
    expect((await call("GET", "/session", undefined, { cookie })).body.user).not.toBeNull();
  });
});

const ADA_SIGN_IN = { email: ADA.email, password: ADA.password };

describe("signing in", () => {
  it("gives the same answer for an unknown account and a wrong password", async () => {
    const unknown = await call("POST", "/session", { email: "nobody@example.com", password: "wrong password 1" });
    const wrong = await call("POST", "/session", { email: ADA.email, password: "wrong password 1" });
    expect(unknown.status).toBe(401);
    expect(unknown.body).toEqual(wrong.body);
    expect([...unknown.headers.keys()]).toEqual([...wrong.headers.keys()]);
    expect(unknown.headers.get("set-cookie")).toBeNull();
  });

  it("is slowed down after 10 attempts a minute, whatever X-Forwarded-For says, also with the right password", async () => {
    const attempt = (i: number, password = "wrong password 1") =>
      call("POST", "/session", { email: "grace@example.com", password }, { "x-forwarded-for": `10.0.0.${i}` });
    const answers = await Promise.all(Array.from({ length: 11 }, (_, i) => attempt(i)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(10).fill(401), 429]);
    const { headers, body } = await attempt(12, ADA.password);
    expect(body.error.code).toBe("TOO_MANY_REQUESTS");
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    expect(Number(headers.get("retry-after"))).toBeLessThanOrEqual(60);
  });

  it("logs nothing secret", async () => {
    for (const line of server.logged) {
      expect(line).not.toContain(ADA.password);
      expect(line).not.toContain(cookie.split("=")[1]);
    }
  });
});
