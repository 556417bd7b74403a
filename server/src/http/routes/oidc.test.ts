import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createOidcProvider, type OidcProvider } from "../../auth/oidc/provider.ts";
import { addPerson } from "../../test-people.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";
import { type ProviderAccount, startProvider, type TestProvider } from "./oidc-provider.case.ts";

// The whole way against a real OpenID provider, which runs on this machine.

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let server: TestServer;
let provider: TestProvider;

beforeAll(async () => {
  // Each needs the other's address: the server's is filled in when it is known.
  const late: { oidc?: OidcProvider } = {};
  const oidc: OidcProvider = {
    get name() {
      return must(late.oidc).name;
    },
    get settings() {
      return must(late.oidc).settings;
    },
    begin: (...args) => must(late.oidc).begin(...args),
    finish: (...args) => must(late.oidc).finish(...args),
  };
  server = await startTestServer({ oidc, logLevel: "debug" });
  provider = await startProvider(() => [`${server.url}/api/v1/oidc/callback`]);
  const groups = new Map([
    ["engineering", { owner: false, roles: [{ project: "default", role: "editor" as const }] }],
    ["on-call", { owner: false, roles: [{ project: "default", role: "responder" as const }] }],
    ["platform", { owner: true, roles: [] }],
  ]);
  const { issuer, clientId, clientSecret } = provider;
  late.oidc = createOidcProvider(
    { issuer, clientId, clientSecret, groupsClaim: "groups", groups },
    "a-secret-of-this-test-0123456789abcdef",
  );
});
afterAll(async () => {
  await provider.close();
  await server.close();
});

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("it is not there yet");
  return value;
}

/** A browser: cookies by origin, and where it was sent. */
class Browser {
  readonly jar = new Map<string, Map<string, string>>();
  readonly visited: string[] = [];

  async get(url: string): Promise<Response> {
    const { origin } = new URL(url);
    const cookies = this.jar.get(origin) ?? new Map<string, string>();
    this.jar.set(origin, cookies);
    this.visited.push(url);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { redirect: "manual", headers: { cookie, "user-agent": "a test" } });
    for (const set of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(set)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  }

  /** Goes wherever it is sent, until it stays. Ends before `stop`. */
  async follow(start: string, stop = (_: string) => false): Promise<string> {
    let url = start;
    for (let step = 0; step < 10; step += 1) {
      if (stop(url)) return url;
      const response = await this.get(url);
      await response.text();
      const location = response.headers.get("location");
      if (location === null) return url;
      url = new URL(location, url).href;
    }
    throw new Error("sent around for ever");
  }

  async user(): Promise<{ id: string; name: string; email: string; owner: boolean } | null> {
    return ((await (await this.get(`${server.url}/api/v1/session`)).json()) as { user: never }).user;
  }
}

const start = (to = "/flags") => `${server.url}/api/v1/oidc/start?to=${encodeURIComponent(to)}`;
const isCallback = (url: string) => new URL(url).pathname === "/api/v1/oidc/callback";

/** Signs in as somebody whom the provider knows. */
async function signIn(account: ProviderAccount, to?: string) {
  provider.account = account;
  const browser = new Browser();
  const end = await browser.follow(start(to));
  return { browser, end: end.slice(server.url.length) };
}

const lastChange = async (action: string) =>
  (await server.storage.changeLog(0, 200)).filter((change) => change.action === action).at(-1);

describe("signing in at an OpenID provider", () => {
  it("is offered where one is set up, and answers 404 where none is", async () => {
    const ways = await (await fetch(`${server.url}/api/v1/sign-in`)).json();
    const { host } = new URL(provider.issuer);
    expect(ways).toEqual({ password: true, oidc: { name: host, path: "/api/v1/oidc/start" } });
    const other = await startTestServer();
    try {
      expect(await (await fetch(`${other.url}/api/v1/sign-in`)).json()).toEqual({ password: true, oidc: null });
      for (const path of ["start", "callback"]) {
        expect((await fetch(`${other.url}/api/v1/oidc/${path}`)).status).toBe(404);
      }
    } finally {
      await other.close();
    }
  });

  it("sends PKCE, state and nonce, and keeps nothing readable in the browser", async () => {
    const response = await new Browser().get(start());
    expect(response.status).toBe(302);
    const { origin, searchParams } = new URL(response.headers.get("location") ?? "");
    expect(origin).toBe(provider.issuer);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      client_id: "switchyard",
      response_type: "code",
      code_challenge_method: "S256",
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      redirect_uri: `${server.url}/api/v1/oidc/callback`,
    });
    const [cookie = ""] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^switchyard_oidc=[\w-]+; Max-Age=600; Path=\/api\/v1\/oidc; HttpOnly; SameSite=Lax$/);
    for (const secret of [searchParams.get("state"), searchParams.get("nonce")]) expect(cookie).not.toContain(secret);
  });

  it("finds the account by a verified e-mail, links it once, and goes where it was to go", async () => {
    const ada = await addPerson(server.storage, "Ada", { roles: { default: "viewer" } });
    const claims = { sub: "ada-1", email: "ADA@example.com", email_verified: true, name: "Ada of the provider" };
    const { browser, end } = await signIn(claims, "/projects/default/flags?search=a");
    expect(end).toBe("/projects/default/flags?search=a");
    expect(await browser.user()).toMatchObject({ id: ada.user.id, name: "Ada", owner: false });
    expect(await lastChange("identity.linked")).toMatchObject({
      actor: { id: ada.user.id, name: "Ada" },
      after: { name: "Ada", issuer: provider.issuer },
    });
    // From then on it is the subject that counts, whatever the e-mail is.
    const again = await signIn({ sub: "ada-1", email: "other@example.com", email_verified: false });
    expect(await again.browser.user()).toMatchObject({ id: ada.user.id });
  });

  it("takes no account over by an e-mail that nobody has verified", async () => {
    const olga = await addPerson(server.storage, "Olga", { owner: true });
    for (const claims of [{ email_verified: false }, {}, { email: undefined }]) {
      const { browser, end } = await signIn({ sub: "mallory", email: olga.user.email, ...claims });
      expect(end).toBe("/sign-in?problem=EMAIL_NOT_VERIFIED");
      expect(await browser.user()).toBeNull();
    }
  });

  it("lets in who is invited, with the invitation's roles, and nobody else", async () => {
    const zoe = { sub: "zoe-1", email: "zoe@example.com", email_verified: true, name: "Zoe" };
    const before = await signIn(zoe);
    expect(before.end).toBe("/sign-in?problem=NO_ACCOUNT");
    expect(await server.storage.personByEmail(zoe.email)).toBeUndefined();
    // In a project that no group has a role in: where one has, groups alone say who may do what.
    await server.send("POST", "/api/v1/projects", { key: "other" });
    const roles = [{ project: "other", environment: "staging", role: "editor" }];
    await server.send("POST", "/api/v1/invitations", { email: zoe.email, roles });
    const { browser } = await signIn(zoe);
    expect(await browser.user()).toMatchObject({ name: "Zoe", email: zoe.email });
    expect(await server.storage.invitations()).toEqual([]);
    expect(await lastChange("member.added")).toMatchObject({ after: { environments: { staging: "editor" } } });
    // Without a password nothing can be signed in to.
    const attempt = await fetch(`${server.url}/api/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: zoe.email, password: "x" }),
    });
    expect(attempt.status).toBe(401);
  });

  it("gives what the groups say now, each time anew", async () => {
    const claims = { sub: "gil-1", email: "gil@example.com", email_verified: true, name: "Gil" };
    const role = async (groups: string[]) => {
      const { browser } = await signIn({ ...claims, groups });
      const user = await browser.user();
      const person = user ? await server.storage.person(user.id) : undefined;
      return { owner: person?.owner, roles: person?.roles.map((grant) => grant.role) };
    };
    expect(await role(["engineering", "on-call", "unknown"])).toEqual({ owner: false, roles: ["editor"] });
    expect(await role(["on-call"])).toEqual({ owner: false, roles: ["responder"] });
    expect(await role(["platform"])).toEqual({ owner: true, roles: [] });
    expect(await role([])).toEqual({ owner: false, roles: [] });
  });

  it("does not let in who is deactivated", async () => {
    const { user } = await addPerson(server.storage, "Gone", { roles: { default: "admin" } });
    await server.send("PATCH", `/api/v1/people/${user.id}`, { active: false });
    const { end } = await signIn({ sub: "gone-1", email: user.email, email_verified: true });
    expect(end).toBe("/sign-in?problem=NO_ACCOUNT");
  });
});

describe("the way back from the provider", () => {
  const account = { sub: "ada-1", email: "ada@example.com", email_verified: true };

  async function arrive() {
    provider.account = account;
    const browser = new Browser();
    return { browser, callback: await browser.follow(start(), isCallback) };
  }
  const path = (url: string) => url.slice(server.url.length);
  const REFUSED = "/sign-in?problem=PROVIDER_REFUSED";

  it("works once", async () => {
    const { browser, callback } = await arrive();
    expect(path(await browser.follow(callback))).toBe("/flags");
    expect(path(await browser.follow(callback))).toBe(REFUSED);
  });

  it("is for the browser that began it alone: nobody is signed in to somebody else's account", async () => {
    const { callback } = await arrive();
    const victim = new Browser();
    expect(path(await victim.follow(callback))).toBe(REFUSED);
    await victim.get(start());
    expect(path(await victim.follow(callback))).toBe(REFUSED);
    expect(await victim.user()).toBeNull();
  });

  it("must bring the state, the code and the issuer that belong together", async () => {
    const changes: [name: string, value: string | undefined][] = [
      ["state", "another"],
      ["state", undefined],
      ["code", "another"],
      ["code", undefined],
      ["iss", "https://evil.example"],
      ["error", "access_denied"],
    ];
    for (const [name, value] of changes) {
      const { browser, callback } = await arrive();
      const url = new URL(callback);
      if (value === undefined) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
      expect({ name, value, end: path(await browser.follow(url.href)) }).toEqual({ name, value, end: REFUSED });
      expect(await browser.user()).toBeNull();
    }
  });

  it("opens nothing with a cookie that this server did not seal", async () => {
    for (const cookie of ["j:{}", "x", Buffer.alloc(200).toString("base64url")]) {
      const { browser, callback } = await arrive();
      browser.jar.get(server.url)?.set("switchyard_oidc", cookie);
      expect(path(await browser.follow(callback))).toBe(REFUSED);
    }
  });

  it("leads to no other server", async () => {
    for (const to of ["//evil.example", "/\\evil.example", "https://evil.example", "/x/..//evil.example"]) {
      const { end } = await signIn(account, to);
      expect(end).toBe("/");
    }
  });

  it("leaves no secret in the log, an answer or an address of ours", async () => {
    const { browser, callback } = await arrive();
    const code = new URL(callback).searchParams.get("code") ?? "?";
    const answer = await browser.get(callback);
    const cookie = answer.headers.getSetCookie().find((set) => set.startsWith("switchyard_session=")) ?? "";
    const secrets = [provider.clientSecret, code, /=([^;]*)/.exec(cookie)?.[1] ?? "?"];
    const said = [server.logged.join("\n"), await answer.text(), answer.headers.get("location") ?? ""].join("\n");
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(20);
      expect(said).not.toContain(secret);
    }
  });
});

it("says that the provider is away, and finds it when it is back", async () => {
  const settings = { clientId: "a", clientSecret: "a-secret", groupsClaim: "groups", groups: new Map() };
  const away = createOidcProvider({ ...settings, issuer: "http://127.0.0.1:9" }, "a secret");
  for (let i = 0; i < 2; i += 1) {
    await expect(away.begin("http://localhost/cb", "/")).rejects.toMatchObject({ code: "UNAVAILABLE" });
  }
});
