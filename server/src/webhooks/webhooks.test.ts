import { Webhook as StandardWebhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { CreatedWebhook, Delivery, Webhook } from "../api.ts";
import { createOutbound } from "../outbound/outbound.ts";
import { at, FLAGS, flagsOf, share } from "../test-flags.ts";
import { startTestServer, type TestServer } from "../test-server.ts";
import { Courier } from "./courier.ts";
import { type Receiver, startReceiver } from "./receiver.case.ts";
import { createWebhookSigning } from "./webhook-signing.ts";

const WEBHOOKS = "/api/v1/projects/default/webhooks";
const HOUR = 3_600_000;

let receiver: Receiver;
let server: TestServer;
const flags = flagsOf(() => server);
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.close());
beforeEach(async () => {
  receiver.received.length = 0;
  receiver.answer(200, "ok");
  server = await startTestServer({ webhookAllow: [receiver.origin], resolve: async () => ["93.184.215.14"] });
  await flags.create("checkout");
});
afterEach(() => server.close());

const make = async (input: object = {}) =>
  (await server.send<CreatedWebhook>("POST", WEBHOOKS, { name: "chat", url: `${receiver.origin}/hook`, ...input }))
    .body;
const get = async (id: string) => (await server.send<Webhook>("GET", `${WEBHOOKS}/${id}`)).body;
const deliveries = async (id: string, query = "") =>
  (await server.send<{ deliveries: Delivery[] }>("GET", `${WEBHOOKS}/${id}/deliveries${query}`)).body.deliveries;
const messages = () =>
  receiver.received.map(({ body }) => JSON.parse(body) as { type: string; data: Record<string, unknown> });
const kill = (flag = "checkout", body: object = {}) => server.send("POST", `${at(flag)}/kill`, body);

/** Another node on the same database, at a time of its own. */
const node = (now: () => number) =>
  new Courier({
    storage: server.storage,
    outbound: createOutbound({ allowed: new Set([receiver.origin]) }),
    signing: createWebhookSigning("a-secret-of-this-test-0123456789abcdef"),
    log: { warn: () => {}, error: () => {} } as never,
    now,
    random: () => 0.5,
    everyMs: 0,
  });

it("tells each change once, in order, signed so that Standard Webhooks verifies it", async () => {
  const { secret, ...webhook } = await make();
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  await kill("checkout", { reason: "too slow" });
  await server.send("POST", `${at("checkout")}/restore`);
  await server.courier.run();
  await server.courier.run();
  expect(messages().map(({ type }) => type)).toEqual(["webhook.created", "flag.killed", "flag.restored"]);
  for (const { body, headers } of receiver.received) {
    expect(new StandardWebhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  }
  expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(3);
  expect(messages()[1]?.data).toMatchObject({
    text: "Killed checkout in production, by admin token: too slow",
    project: "default",
    environment: "production",
    flag: "checkout",
    reason: "too slow",
    actor: { name: "admin token" },
    after: { killed: { reason: "too slow" } },
    versions: { production: expect.any(Number) },
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(await deliveries(webhook.id, "?state=delivered")).toHaveLength(3);
  expect(await get(webhook.id)).toMatchObject({ failures: 0, pending: 0, deliveredAt: expect.any(Number) });
});

it("tells what was asked for only: environments and actions", async () => {
  await make({ environments: ["production"], actions: ["flag.killed", "segment.saved"] });
  await kill();
  await server.send("POST", `${at("checkout", "staging")}/kill`);
  await server.send("POST", `${at("checkout")}/restore`);
  await server.send("PUT", "/api/v1/projects/default/segments/beta", { includedKeys: ["a"] });
  await server.courier.run();
  expect(messages().map(({ type, data }) => [type, data.environment])).toEqual([
    ["flag.killed", "production"],
    // A segment is every environment's.
    ["segment.saved", undefined],
  ]);
  await server.send("POST", "/api/v1/projects", { key: "other", name: "Other" });
  await server.send("PUT", "/api/v1/projects/other/segments/beta", { includedKeys: ["a"] });
  await server.courier.run();
  expect(receiver.received).toHaveLength(2);
});

it("shows its secret and its path once, and never again, nor in the history", async () => {
  const url = `${receiver.origin}/services/T0/B0/very-secret-path`;
  const { secret, id } = await make({ url });
  await server.send("PATCH", `${WEBHOOKS}/${id}`, { name: "renamed" });
  const rotated = (await server.send<{ secret: string }>("POST", `${WEBHOOKS}/${id}/rotate-secret`, {})).body.secret;
  expect(rotated).not.toBe(secret);
  await server.courier.run();
  const answers = await Promise.all(
    [WEBHOOKS, `${WEBHOOKS}/${id}`, `${WEBHOOKS}/${id}/deliveries`, "/api/v1/projects/default/changes", "/metrics"].map(
      async (path) => JSON.stringify((await server.send("GET", path)).body),
    ),
  );
  const said = [...answers, ...server.logged, ...receiver.received.map(({ body }) => body)].join("\n");
  for (const hidden of [secret, rotated, "very-secret-path"]) expect(said).not.toContain(hidden);
  expect(said).toContain(`${receiver.origin}/…path`);
  // For a day both secrets verify what is sent.
  const last = receiver.received.at(-1);
  if (last === undefined) throw new Error("nothing was sent");
  for (const one of [secret, rotated])
    expect(() => new StandardWebhook(one).verify(last.body, last.headers)).not.toThrow();
  const later = node(() => Date.now() + 25 * HOUR);
  await kill();
  await takeOver(later);
  const signatures = receiver.received.at(-1)?.headers["webhook-signature"];
  expect(signatures?.split(" ")).toHaveLength(1);
});

it("tries again over hours with more and more time between, then gives the message up; the webhook stops with a notice", async () => {
  const { id } = await make();
  const { id: other } = await make({ name: "other", actions: ["webhook.disabled"], url: `${receiver.origin}/other` });
  await server.courier.run();
  receiver.received.length = 0;
  receiver.answer(500, "out of order");
  await kill();
  let now = Date.now();
  const courier = node(() => now);
  await server.courier.close();
  await takeOver(courier);
  const times = [now];
  for (let step = 0; step < 200; step += 1) {
    const before = receiver.received.length;
    await courier.run();
    if (receiver.received.length > before) times.push(now);
    const [delivery] = await deliveries(id, "?state=pending");
    if (delivery?.nextAt == null) break;
    now = Math.max(now + 1, delivery.nextAt);
  }
  const waits = times.slice(1).map((time, at) => time - (times[at] ?? 0));
  expect(waits).toHaveLength(9);
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(waits.reduce((sum, wait) => sum + wait)).toBeGreaterThan(15 * HOUR);
  expect(await deliveries(id, "?state=failed")).toMatchObject([
    { attempts: 10, status: 500, excerpt: "out of order", error: "The receiver answered 500", nextAt: null },
  ]);
  // Each time it was the same message.
  expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  expect((await get(id)).enabled).toBe(true);
  now += 25 * HOUR;
  await server.send("POST", `${at("checkout")}/restore`);
  await courier.run();
  expect(await get(id)).toMatchObject({
    enabled: false,
    disabledReason: expect.stringContaining("nothing could be delivered since"),
  });
  receiver.answer(200);
  receiver.received.length = 0;
  await courier.run();
  expect(receiver.received.map(({ path }) => path)).toEqual(["/other"]);
  expect(messages()[0]?.data.text).toContain("Stopped webhook chat, by Switchyard: nothing could be delivered");
  expect((await get(other)).enabled).toBe(true);
  // Enabled again it begins anew, without what happened in between.
  await kill();
  await courier.run();
  receiver.received.length = 0;
  expect(await server.send("POST", `${WEBHOOKS}/${id}/test`)).toMatchObject({ status: 400 });
  await server.send("PATCH", `${WEBHOOKS}/${id}`, { enabled: true });
  await courier.run();
  expect(messages().map(({ type }) => type)).toEqual(["webhook.updated"]);
  await courier.close();
});

/** Makes the lease that somebody holds run out. */
async function takeOver(courier: Courier): Promise<void> {
  const { default: BetterSqlite3 } = await import("better-sqlite3");
  const sqlite = new BetterSqlite3(`${server.folder}/switchyard.db`);
  sqlite.exec("update leases set expires_at = 0");
  sqlite.close();
  await courier.run();
}

it("a receiver that is gone is not asked again", async () => {
  const { id } = await make();
  receiver.answer(410);
  await server.courier.run();
  expect(await get(id)).toMatchObject({ enabled: false, disabledReason: "the receiver answered 410 Gone", pending: 0 });
});

it("one node sends; another takes over where it ended, and what was paused in between does nothing more", async () => {
  await make();
  const [a, b] = [node(Date.now), node(Date.now)];
  await a.run();
  await kill();
  await Promise.all([b.run(), a.run()]);
  expect(messages().map(({ type }) => type)).toEqual(["webhook.created", "flag.killed"]);
  await server.send("POST", `${at("checkout")}/restore`);
  await takeOver(b);
  // a believes to hold the lease still.
  await a.run();
  await kill();
  await Promise.all([a.run(), b.run()]);
  const ids = receiver.received.map(({ headers }) => headers["webhook-id"]);
  expect(messages().map(({ type }) => type)).toEqual([
    "webhook.created",
    "flag.killed",
    "flag.restored",
    "flag.killed",
  ]);
  expect(new Set(ids).size).toBe(4);
});

it("sends a test, and any message again with its id", async () => {
  const { id } = await make({ actions: ["flag.killed"] });
  const test = await server.send<Delivery>("POST", `${WEBHOOKS}/${id}/test`);
  expect(test).toMatchObject({ status: 202, body: { kind: "test", state: "pending" } });
  await server.courier.run();
  expect(messages()).toMatchObject([{ type: "test", data: { text: "A test of the webhook chat, by admin token" } }]);
  const again = `${WEBHOOKS}/${id}/deliveries/${test.body.id}/redeliver`;
  expect((await server.send<Delivery>("POST", again)).status).toBe(202);
  await server.courier.run();
  expect(receiver.received.map(({ headers }) => headers["webhook-id"])).toEqual([test.body.id, test.body.id]);
  expect(await server.send("POST", `${WEBHOOKS}/${id}/deliveries/msg_none/redeliver`)).toMatchObject({ status: 404 });
});

it("sends checkpoints of the log at an interval, none while nothing changes", async () => {
  let now = Date.now();
  await make({ actions: ["flag.killed"], checkpointHours: 6 });
  const courier = node(() => now);
  await courier.run();
  await courier.run();
  const [first] = messages();
  const [newest] =
    (await server.storage.changes({ projectId: (await server.storage.projects())[0]?.id ?? "", limit: 1 })) ?? [];
  expect(messages()).toHaveLength(1);
  expect(first).toMatchObject({ type: "checkpoint", data: { id: newest?.id, hash: newest?.hash } });
  now += 7 * HOUR;
  await courier.run();
  expect(messages()).toHaveLength(1);
  await flags.put("checkout", share(5), "*");
  now += HOUR;
  await courier.run();
  expect(messages().map(({ data }) => data.id)).toEqual([newest?.id, (newest?.id ?? 0) + 1]);
  await courier.close();
});

it("says it in sentences for Slack and Teams, in which no name is markup", async () => {
  const name = "<!channel> *&* [x](https://evil.example)";
  await make({ format: "slack", actions: ["flag.configured", "segment.saved"] });
  await make({ format: "teams", actions: ["flag.configured"], url: `${receiver.origin}/teams` });
  await flags.put("checkout", { ...share(25), reason: name }, "*");
  await server.courier.run();
  const bodies = Object.fromEntries(receiver.received.map(({ path, body }) => [path, JSON.parse(body)]));
  expect(bodies["/hook"].text).toBe(
    "Changed checkout in production, by admin token: &lt;!channel&gt; *&amp;* [x](https://evil.example)",
  );
  const words = [
    `Changed checkout in production, by admin token: ${name}`,
    expect.stringMatching(/^Before: In production: off/),
    "Now: In production: on for 25 % of everyone; otherwise off.",
  ];
  const blocks = bodies["/hook"].blocks as { type: string; text: { type: string; text: string } }[];
  expect(blocks.map(({ text }) => text.text)).toEqual(words);
  expect(new Set(blocks.map(({ text }) => text.type))).toEqual(new Set(["plain_text"]));
  const card = bodies["/teams"].attachments[0].content.body as {
    type: string;
    inlines: { type: string; text: string }[];
  }[];
  expect(card.map(({ inlines }) => inlines[0]?.text)).toEqual(words);
  expect(new Set(card.map(({ type, inlines }) => `${type} ${inlines[0]?.type}`))).toEqual(
    new Set(["RichTextBlock TextRun"]),
  );
});

it.each([
  [{ url: "http://example.com/hook" }, "must begin with https://"],
  [{ url: "https://10.0.0.1/hook" }, "public addresses only"],
  [{ url: "https://localhost/hook" }, "must not lead into a private network"],
  [{ environments: ["nowhere"] }, 'no environment "nowhere"'],
  [{ actions: ["flag.exploded"] }, "actions"],
  [{ format: "xml" }, "format"],
  [{ checkpointHours: -1 }, "checkpointHours"],
  [{ enabled: "yes" }, "enabled"],
])("%j is refused, and nothing is made", async (input, message) => {
  const made = await server.send("POST", WEBHOOKS, { name: "x", url: "https://example.com/hook", ...input });
  expect(made.status).toBeGreaterThanOrEqual(400);
  expect(JSON.stringify(made.body)).toContain(JSON.stringify(message).slice(1, -1));
  expect((await server.send<{ webhooks: Webhook[] }>("GET", WEBHOOKS)).body.webhooks).toEqual([]);
});

it("one whose address has become private is not sent to, and says so", async () => {
  const { id } = (await server.send<CreatedWebhook>("POST", WEBHOOKS, { name: "x", url: "https://example.com/hook" }))
    .body;
  const courier = new Courier({
    storage: server.storage,
    outbound: createOutbound({ allowed: new Set(), resolve: async () => ["127.0.0.1"] }),
    signing: createWebhookSigning("a-secret-of-this-test-0123456789abcdef"),
    log: { warn: () => {} } as never,
    everyMs: 0,
  });
  await courier.run();
  const [delivery] = await deliveries(id);
  expect(delivery).toMatchObject({ state: "pending", attempts: 1, status: null });
  expect(delivery?.error).toBe("The address must lead to public addresses only, example.com does not");
});

it("is deleted with what was sent; others' ids lead nowhere", async () => {
  const { id } = await make();
  await server.send("POST", "/api/v1/projects", { key: "other", name: "Other" });
  const foreign = `/api/v1/projects/other/webhooks/${id}`;
  for (const [method, path] of [
    ["GET", foreign],
    ["PATCH", foreign],
    ["DELETE", foreign],
    ["POST", `${foreign}/test`],
    ["POST", `${foreign}/rotate-secret`],
    ["GET", `${foreign}/deliveries`],
  ] as const) {
    expect((await server.send(method, path, method === "PATCH" || method === "POST" ? {} : undefined)).status).toBe(
      404,
    );
  }
  expect((await server.send("DELETE", `${WEBHOOKS}/${id}`)).status).toBe(204);
  await kill();
  await server.courier.run();
  expect(receiver.received).toEqual([]);
  expect((await server.send("GET", `${FLAGS}/checkout`)).status).toBe(200);
});
