import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { addPerson } from "../../test-people.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";

// Everything that lets somebody in is used, rightly and wrongly, on a server whose log says all it can. None of it is
// said again: in no answer but the one that makes it, no error, no metric, no line of the log, no change.

vi.setConfig({ testTimeout: 60_000 });

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ logLevel: "trace" });
});
afterAll(() => server.close());

const PASSWORD = "canary-password-of-somebody";
const WRONG = "canary-wrong-password-0123";

it("no password, token, link or cookie is ever said again", async () => {
  const answers: string[] = [];
  const call = async (method: string, path: string, headers: Record<string, string>, body?: unknown) => {
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: { "content-type": "application/json", ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return { text, set: response.headers.getSetCookie().join(), status: response.status };
  };
  /** Says a secret once, as it must. */
  const make = async (path: string, headers: Record<string, string>, body: unknown, field: string) => {
    const { text, status } = await call("POST", path, headers, body);
    const secret = (JSON.parse(text) as Record<string, string>)[field] ?? "";
    expect({ path, made: status < 300 && secret.length > 20 }).toEqual({ path, made: true });
    return secret;
  };
  const owner = await addPerson(server.storage, "Olga", { owner: true });
  const roles = [{ project: "default", role: "admin" }];

  const invitation = await make("/api/v1/invitations", owner.headers, { email: "eve@example.com", roles }, "token");
  const open = await make("/api/v1/invitations", owner.headers, { email: "fay@example.com", roles }, "token");
  const accepted = await call(
    "POST",
    "/api/v1/invitations/accept",
    {},
    { token: invitation, name: "Eve", password: PASSWORD },
  );
  const cookie = /switchyard_session=([^;]+)/.exec(accepted.set)?.[1] ?? "";
  const eve = { cookie: `switchyard_session=${cookie}`, "sec-fetch-site": "same-origin" };
  const token = await make("/api/v1/tokens", eve, { name: "laptop" }, "token");
  const robots = "/api/v1/projects/default/robots";
  const robot = await make(robots, eve, { name: "ci", role: "editor" }, "token");
  const key = await make(
    "/api/v1/projects/default/environments/staging/keys",
    eve,
    { kind: "server", name: "x" },
    "key",
  );
  const secrets = [invitation, open, cookie, token, robot, key, PASSWORD, WRONG];
  expect(new Set(secrets.filter((secret) => secret.length > 20)).size).toBe(secrets.length);

  const say = async (...args: Parameters<typeof call>) => {
    const { text, set } = await call(...args);
    answers.push(text, set);
  };
  // Those that can be told by how they begin are kept out of the log even where they were put into a path by mistake.
  const inPath = (secret: string) => (secret.startsWith("sw_") ? secret : "x");
  for (const bearer of [token, robot, key, invitation, cookie]) {
    const headers = { authorization: `Bearer ${bearer}` };
    for (const path of ["/api/v1/projects", robots, "/api/v1/tokens", "/api/v1/people", "/metrics", "/v1/snapshot"]) {
      await say("GET", path, headers);
      await say("POST", path, headers, { token: bearer, password: WRONG, reason: 1 });
      await say("GET", `${path}/${inPath(bearer)}?token=${bearer}`, {
        authorization: `Basic ${bearer}`,
        cookie: `x=${bearer}`,
      });
    }
  }
  for (const path of ["/api/v1/session", "/api/v1/setup", "/api/v1/invitations/look", "/api/v1/invitations/accept"]) {
    await say("POST", path, {}, { email: "eve@example.com", token: open, password: WRONG, more: PASSWORD });
    await say("POST", path, {}, { email: "eve@example.com", token: open, password: WRONG, name: 7 });
  }
  await say("POST", "/api/v1/session", {}, { email: "eve@example.com", password: WRONG });
  await say("PUT", "/api/v1/password", eve, { current: WRONG, password: PASSWORD });
  await say("PUT", "/api/v1/password", eve, { current: PASSWORD, password: "short", token });
  for (const path of ["/api/v1/tokens", "/api/v1/sessions", robots, "/api/v1/session", "/api/v1/invitations"]) {
    await say("GET", path, eve);
    await say("GET", path, owner.headers);
  }
  await say("GET", "/api/v1/projects/default/changes?limit=200", eve);
  await say("GET", "/api/v1/oidc/callback?code=x&state=y", { cookie: `switchyard_oidc=${cookie}` });

  const { body: metrics } = await server.send<string>("GET", "/metrics");
  const changes = JSON.stringify(await server.storage.changeLog(0, 200));
  const said = { log: server.logged.join("\n"), metrics, changes };
  for (const secret of secrets) {
    for (const [where, text] of Object.entries(said)) {
      expect({ where, said: lineWith(text, secret) }).toEqual({ where, said: undefined });
    }
    expect(answers.find((text) => text.includes(secret))).toBeUndefined();
  }
});

const lineWith = (text: string, secret: string) => text.split("\n").find((line) => line.includes(secret));
