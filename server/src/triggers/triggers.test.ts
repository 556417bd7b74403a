import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Change, CreatedTrigger, Trigger } from "../api.ts";
import { at, flagsOf, share } from "../test-flags.ts";
import { startTestServer, type TestServer } from "../test-server.ts";
import { readAlert } from "./read-alert.ts";

let server: TestServer;
const flags = flagsOf(() => server);
beforeAll(async () => {
  server = await startTestServer({ logLevel: "trace" });
});
afterAll(() => server.close());

let made = 0;
async function given(percentage: number, trigger: object = {}) {
  made += 1;
  const flag = `flag-${made}`;
  await flags.create(flag);
  await flags.put(flag, share(percentage), "*");
  const { body } = await server.send<CreatedTrigger>("POST", `${at(flag)}/triggers`, { name: "errors", ...trigger });
  return { flag, trigger: body };
}

type Pulled = { did: string; why: string; version: number | null; error?: { code: string; message: string } };
/** As an alerting system does: without a credential. */
const pull = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
  server.send<Pulled>("POST", path, body, { authorization: "", ...headers });
const state = async (flag: string) => {
  const { body } = await server.send<{ killed: unknown; fallthrough: { rollout?: { percentage: number } } }>(
    "GET",
    at(flag),
  );
  return { killed: Boolean(body.killed), percentage: body.fallthrough.rollout?.percentage };
};
const history = async (flag: string) =>
  (await server.send<{ changes: Change[] }>("GET", `/api/v1/projects/default/changes?flag=${flag}`)).body.changes;

const alertmanager = (status: string, name = "HighErrorRate") => ({
  version: "4",
  status,
  receiver: "switchyard",
  groupLabels: { alertname: name },
  commonLabels: { alertname: name, severity: "page" },
  alerts: [{ status, labels: { alertname: name }, annotations: {}, startsAt: "2026-11-27T00:00:00Z" }],
});
const grafana = (status: string) => ({ ...alertmanager(status), orgId: 1, title: "[FIRING:1] x", state: "alerting" });
const datadog = (title: string, more: object = {}) => ({
  id: "7",
  last_updated: "1700000000000",
  event_type: "query_alert_monitor",
  title,
  date: "1700000000000",
  org: { id: "1", name: "Example" },
  body: "%%% … %%%",
  ...more,
});

describe("a trigger", () => {
  it("kills, once, and the history names it and the alert", async () => {
    const { flag, trigger } = await given(25);
    expect(trigger.path).toMatch(/^\/v1\/triggers\/sw_trigger_[A-Za-z0-9_-]{43}$/);
    const first = await pull(trigger.path, alertmanager("firing"));
    expect(first).toMatchObject({ status: 200, body: { did: "killed", version: expect.any(Number) } });
    expect(await pull(trigger.path, alertmanager("firing"))).toMatchObject({ body: { did: "nothing", version: null } });
    expect((await state(flag)).killed).toBe(true);
    const all = (await history(flag)).filter(({ action }) => action === "flag.killed");
    expect(all).toMatchObject([
      {
        actor: { kind: "token", name: "trigger errors" },
        reason: 'The alert "HighErrorRate" of Alertmanager is firing',
      },
    ]);
    const { body } = await server.send<{ triggers: Trigger[] }>("GET", `${at(flag)}/triggers`);
    expect(body.triggers).toMatchObject([
      { name: "errors", lastAlert: "HighErrorRate", lastUsedAt: expect.any(Number) },
    ]);
  });

  it("steps back to its percentage and never raises one", async () => {
    const { flag, trigger } = await given(50, { percentage: 5 });
    expect((await pull(trigger.path)).body).toMatchObject({ did: "stepped back" });
    expect(await state(flag)).toEqual({ killed: false, percentage: 5 });
    await flags.put(flag, share(1), "*");
    expect((await pull(trigger.path)).body).toMatchObject({ did: "nothing" });
    expect(await state(flag)).toEqual({ killed: false, percentage: 1 });
    await flags.put(flag, { ...share(80), fallthrough: { variant: "on" } }, "*");
    expect((await pull(trigger.path)).body).toMatchObject({ did: "stepped back" });
    expect((await state(flag)).percentage).toBe(5);
    await flags.put(flag, { ...share(80), enabled: false }, "*");
    expect((await pull(trigger.path)).body).toMatchObject({ did: "nothing" });
  });

  it("passes an environment's policy, since it lowers", async () => {
    const { flag, trigger } = await given(50, { percentage: 5 });
    const killing = (await server.send<CreatedTrigger>("POST", `${at(flag)}/triggers`, { name: "kill" })).body;
    const policy = "/api/v1/projects/default/environments/production/policy";
    const frozen = { kind: "once", name: "now", from: Date.now() - 3.6e6, until: Date.now() + 3.6e6 };
    const strict = { requireReason: true, approvals: 2, breakGlass: { people: [] }, freezes: [frozen] };
    expect((await server.send("PUT", policy, strict)).status).toBe(200);
    expect((await flags.put(flag, share(60), "*")).status).toBeGreaterThanOrEqual(400);
    expect((await pull(trigger.path)).body).toMatchObject({ did: "stepped back" });
    expect((await pull(killing.path)).body).toMatchObject({ did: "killed" });
    expect(await state(flag)).toEqual({ killed: true, percentage: 5 });
    const free = { requireReason: false, approvals: 0, breakGlass: { people: [] }, freezes: [], reason: "over" };
    expect((await server.send("PUT", policy, free)).status).toBe(200);
  });

  it.each([
    ["Alertmanager, over", alertmanager("resolved")],
    [
      "Alertmanager, a group that fires with alerts that are over",
      { ...alertmanager("firing"), alerts: [{ status: "resolved", labels: {} }] },
    ],
    ["Grafana, over", grafana("resolved")],
    ["Grafana before 8, over", { state: "ok", ruleName: "Errors", title: "[OK] Errors" }],
    ["Grafana before 8, no data", { state: "no_data", ruleName: "Errors" }],
    ["Datadog, over", datadog("[Recovered] Errors on host:a")],
    ["Datadog, a warning", datadog("[Warn] Errors")],
    ["Datadog, no data", datadog("[No Data] Errors")],
    ["Datadog, said in a field", datadog("[Triggered] Errors", { alert_transition: "Recovered" })],
  ])("does nothing for %s", async (_, body) => {
    const { flag, trigger } = await given(25);
    expect(await pull(trigger.path, body)).toMatchObject({ status: 200, body: { did: "nothing" } });
    expect((await state(flag)).killed).toBe(false);
  });

  it.each<[string, object | undefined, string | undefined]>([
    ["nothing", undefined, undefined],
    ["{}", {}, undefined],
    ["a name", { name: "nightly check" }, "nightly check"],
    ["Grafana", grafana("firing"), "HighErrorRate"],
    ["Grafana before 8", { state: "alerting", ruleName: "Errors", title: "[Alerting] Errors" }, "Errors"],
    ["Datadog", datadog("[Triggered on {host:a}] Errors\u0007 are high"), "Errors are high"],
    ["Datadog again", datadog("[Re-Triggered] Errors"), "Errors"],
  ])("kills for %s", async (_, body, name) => {
    const { flag, trigger } = await given(25);
    expect(await pull(trigger.path, body)).toMatchObject({ status: 200, body: { did: "killed" } });
    const [change] = await history(flag);
    if (name !== undefined) expect(change?.reason).toContain(JSON.stringify(name));
  });

  it.each([
    ["another shape", { something: "else" }, 400],
    ["a status that nobody knows", { ...alertmanager("firing"), status: "pending" }, 400],
    ["Datadog without a state", datadog("Errors"), 400],
    ["no JSON", "{", 400],
    ["a list", [], 400],
    ["a string", '"x"', 400],
  ])("is not pulled by %s", async (_, body, status) => {
    const { flag, trigger } = await given(25);
    expect((await pull(trigger.path, body, { "content-type": "application/json" })).status).toBe(status);
    expect((await state(flag)).killed).toBe(false);
  });

  it("leads nowhere once it is revoked, and whoever guesses learns nothing", async () => {
    const { flag, trigger } = await given(25);
    const foreign = `${at(flag, "staging")}/triggers/${trigger.id}`;
    expect((await server.send("DELETE", foreign)).status).toBe(404);
    expect((await server.send("DELETE", `${at(flag)}/triggers/${trigger.id}`)).status).toBe(204);
    const answers = await Promise.all(
      [
        trigger.path,
        `/v1/triggers/sw_trigger_${"a".repeat(43)}`,
        "/v1/triggers/x",
        "/v1/triggers/%00",
        "/v1/triggers/'--",
      ].map((path) => pull(path)),
    );
    for (const { status, body } of answers) expect([status, body]).toEqual([404, answers[0]?.body]);
    expect((await state(flag)).killed).toBe(false);
    expect((await pull(trigger.path.replace("/v1/", "/api/v1/"))).status).toBe(404);
    // Whoever may read the address in a browser pulls nothing.
    expect((await fetch(`${server.url}${trigger.path}`)).status).toBe(405);
  });

  it("is pulled at most 30 times a minute", async () => {
    const { trigger } = await given(25);
    for (let calls = 0; calls < 30; calls += 1) expect((await pull(trigger.path)).status).toBe(200);
    expect(await pull(trigger.path)).toMatchObject({ status: 429, body: { error: { code: "TOO_MANY_REQUESTS" } } });
  });

  it("no secret is shown again: not in lists, history, log or metrics", async () => {
    const { flag, trigger } = await given(25);
    const secret = trigger.path.slice("/v1/triggers/".length);
    await pull(trigger.path);
    await pull(`${trigger.path}/more?x=${secret}`);
    await pull(trigger.path, "{");
    const answers = await Promise.all(
      [
        `${at(flag)}/triggers`,
        "/api/v1/projects/default/environments/production/triggers",
        "/metrics",
        "/api/v1/projects/default/changes",
      ].map(async (path) => JSON.stringify((await server.send("GET", path)).body)),
    );
    const said = [...answers, ...server.logged].join("\n");
    expect(said).toContain(trigger.hint);
    expect(said).toContain("sw_trigger_…");
    expect(said).not.toContain(secret);
  });

  it("is refused for what is not there or makes no sense, and a flag has at most 20", async () => {
    const { flag } = await given(25);
    for (const [input, status] of [
      [{ name: "" }, 400],
      [{ name: "x", percentage: 101 }, 400],
      [{ name: "x", percentage: -1 }, 400],
      [{ name: "x", url: "y" }, 400],
    ] as const) {
      expect((await server.send("POST", `${at(flag)}/triggers`, input)).status).toBe(status);
    }
    expect((await server.send("POST", `${at("nothing")}/triggers`, { name: "x" })).status).toBe(404);
    for (let count = 1; count < 20; count += 1) await server.send("POST", `${at(flag)}/triggers`, { name: "x" });
    expect(await server.send("POST", `${at(flag)}/triggers`, { name: "x" })).toMatchObject({ status: 409 });
  });
});

it("an alert's name is cut and cleaned", () => {
  const long = `a${"\u0000\n\t".repeat(3)}b${"c".repeat(500)}`;
  expect(readAlert(alertmanager("firing", long)).name).toHaveLength(200);
  expect(readAlert({ name: "a\n b" }).name).toBe("a b");
});
