import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { offerSetup } from "../../auth/setup.ts";
import { ADMIN_TOKEN, METRICS_TOKEN, startTestServer, type TestServer } from "../../test-server.ts";
import { type Receiver, startReceiver } from "../../webhooks/receiver.case.ts";

// Every kind of secret that this server makes or is given, on a server whose log says all it can. Afterwards every route
// that can be read is read by who may read all: no secret is in an answer, an export, a webhook's message, an error, a
// metric or a line of the log. Passwords and sign-in have a test like this of their own (people-canary), and so has the
// OpenID provider's secret (oidc).

vi.setConfig({ testTimeout: 60_000 });

let server: TestServer;
let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
  server = await startTestServer({ logLevel: "trace", webhookAllow: [receiver.origin] });
});
afterAll(async () => {
  receiver.close();
  await server.close();
});

const PROJECT = "/api/v1/projects/default";
const PRODUCTION = `${PROJECT}/environments/production`;
const FLAG = `${PRODUCTION}/flags/checkout`;
const PASSWORD = "canary-password-of-somebody";
/** What `startTestServer` derives the signing of contexts and webhooks from: SWITCHYARD_SECRET. */
const SERVER_SECRET = "a-secret-of-this-test-0123456789abcdef";

type Made = Record<string, string> & { alertPaths: Record<string, string>; user: { id: string } };

async function call(method: string, path: string, headers: Record<string, string>, body?: unknown) {
  const response = await fetch(`${server.url}${path}`, {
    method,
    redirect: "manual",
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const head = JSON.stringify([...response.headers]);
  return {
    status: response.status,
    text: await response.text(),
    head,
    cookies: response.headers.getSetCookie().join(),
  };
}

/** Makes one of each, and says of each thing which id it has. */
async function makeAll() {
  const secrets: Record<string, string> = { SERVER_SECRET, ADMIN_TOKEN, METRICS_TOKEN, PASSWORD };
  const keep = (name: string, secret: string | undefined) => {
    if (secret === undefined || secret.length < 20) throw new Error(`${name} was not made: ${secret}`);
    secrets[name] = secret;
  };
  const setup = (await offerSetup(server.storage)) ?? "";
  keep("set-up link", setup);
  const wrong = { email: "olga@example.com", name: "Olga", password: PASSWORD };
  await call("POST", "/api/v1/setup", {}, { ...wrong, token: `${setup}x` });
  const first = await call("POST", "/api/v1/setup", {}, { ...wrong, token: setup });
  await call("POST", "/api/v1/setup", {}, { ...wrong, token: setup });
  const cookie = /switchyard_session=([^;]+)/.exec(first.cookies)?.[1];
  keep("session", cookie);
  const owner = { cookie: `switchyard_session=${cookie}`, "sec-fetch-site": "same-origin" };
  const person = (JSON.parse(first.text) as Made).user.id;

  const make = async (path: string, input: object = {}) => {
    const { text, status } = await call("POST", path, owner, input);
    if (status >= 300) throw new Error(`POST ${path}: ${status} ${text}`);
    return JSON.parse(text) as Made;
  };
  const anew = { overlapHours: 1 };
  await make(`${PROJECT}/flags`, { key: "checkout" });
  keep("invitation", (await make("/api/v1/invitations", { email: "eve@example.com", owner: true })).token);
  keep("password link", (await make(`/api/v1/people/${person}/password-link`)).token);
  const token = await make("/api/v1/tokens", { name: "laptop" });
  keep("personal token", token.token);
  keep("personal token, rotated", (await make(`/api/v1/tokens/${token.id}/rotate`, anew)).token);
  const robot = await make(`${PROJECT}/robots`, { name: "ci", role: "editor" });
  keep("robot's token", robot.token);
  keep("robot's token, rotated", (await make(`${PROJECT}/robots/${robot.id}/rotate`, anew)).token);
  const serverKey = await make(`${PRODUCTION}/keys`, { kind: "server", name: "x" });
  keep("server key", serverKey.key);
  keep("server key, rotated", (await make(`${PRODUCTION}/keys/${serverKey.id}/rotate`, anew)).key);
  const signed = await make(`${PRODUCTION}/keys`, { kind: "client", name: "x", signedContext: true });
  keep("client key", signed.key);
  keep("signing secret of contexts", signed.signingSecret);
  const url = `${receiver.origin}/services/canary-path-of-a-webhook?token=canary-query-of-a-webhook`;
  keep("webhook's path", "canary-path-of-a-webhook");
  keep("webhook's query", "canary-query-of-a-webhook");
  const webhook = await make(`${PROJECT}/webhooks`, { name: "chat", url });
  keep("webhook's secret", webhook.secret);
  keep("webhook's secret, rotated", (await make(`${PROJECT}/webhooks/${webhook.id}/rotate-secret`)).secret);
  const trigger = await make(`${FLAG}/triggers`, { name: "errors" });
  keep("trigger", trigger.path?.split("/").at(-1));
  const stages = [{ percentage: 10, holdMs: 60_000, minTreated: 0 }];
  const rollout = await make(`${FLAG}/rollouts`, { stages, alerts: [{ key: "pager", action: "pause" }] });
  const alert = rollout.alertPaths.pager ?? "";
  keep("alert", alert.split("/").at(-1));
  const ids = { webhooks: webhook.id, rollouts: rollout.id, people: person, changes: "1", environments: "production" };
  return { secrets, owner, ids, alert, trigger: trigger.path ?? "" };
}

/** A path that leads to something, as far as there is one. */
function concrete(path: string, ids: Readonly<Record<string, string | undefined>>): string {
  const named: Record<string, string> = { ":project": "default", ":flag": "checkout", ":segment": "beta" };
  const parts = path.split("/");
  return parts
    .map((part, index) => (part.startsWith(":") ? (named[part] ?? ids[parts[index - 1] ?? ""] ?? "1") : part))
    .join("/")
    .replace(/\/(calendar|freezes)$/, "/$1?from=0&to=1");
}

it("no secret is said again, anywhere", async () => {
  const { secrets, owner, ids, alert, trigger } = await makeAll();
  expect(new Set(Object.values(secrets)).size).toBe(Object.keys(secrets).length);
  const said: [where: string, text: string][] = [];
  const say = async (method: string, path: string, headers: Record<string, string>, body?: unknown) => {
    const { status, text, head } = await call(method, path, headers, body);
    said.push([`${method} ${path}`, `${head} ${text}`]);
    return status;
  };

  // Used rightly, wrongly, and as what they are not.
  for (const path of [alert, trigger]) {
    await say("POST", path, {}, { status: "firing" });
    await say("POST", path, {}, []);
    await say("GET", path, {});
    await say("POST", `${path}/more`, {}, {});
    await say("POST", path.slice(0, -1), {}, {});
  }
  for (const secret of Object.values(secrets)) {
    for (const path of ["/api/v1/projects", `${PROJECT}/webhooks`, "/v1/snapshot", "/v1/client/flags", "/metrics"]) {
      await say("GET", `${path}?secret=${encodeURIComponent(secret)}`, { authorization: `Bearer ${secret}` });
    }
    const misplaced = { token: secret, secret, email: "olga@example.com", password: secret };
    for (const path of ["/api/v1/setup", "/api/v1/session", "/api/v1/invitations/accept"]) {
      await say("POST", path, { cookie: `switchyard_session=${secret}` }, misplaced);
    }
  }
  await server.send("POST", `${FLAG}/kill`, { reason: "so that there is something to tell" });
  await server.courier.run();
  receiver.answer(500, "no");
  await server.send("POST", `${FLAG}/restore`, {});
  await server.courier.run();
  expect(receiver.received.length).toBeGreaterThan(1);

  const routes = new Set(server.app.routes.filter(({ method }) => method === "GET").map(({ path }) => path));
  let read = 0;
  for (const path of routes) {
    const status = await say("GET", concrete(path, ids), owner);
    expect({ path, failed: status >= 500 }).toEqual({ path, failed: false });
    if (status < 300) read += 1;
  }
  expect(read).toBeGreaterThan(35);
  for (const format of ["jsonl", "csv"]) await say("GET", `${PROJECT}/export/changes?format=${format}`, owner);
  expect(said.find(([where]) => where === "GET /api/v1/audit/log")?.[1]).toContain("webhook.created");

  // What a webhook signs is computed from its secret, and goes to its own path.
  for (const { body } of receiver.received) said.push(["a webhook's message", body]);
  for (const line of server.logged) said.push(["the log", line]);
  expect(server.logged.length).toBeGreaterThan(100);
  for (const [name, secret] of Object.entries(secrets)) {
    const where = said.filter(([, text]) => text.includes(secret));
    expect({ name, where }).toEqual({ name, where: [] });
  }
});
