import type { GuardReport } from "@switchyard/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Change, Rollout, RolloutPoints, RolloutPreview, RolloutStanding } from "../../api.ts";
import { createKey } from "../../test-sdk-data.case.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";
import { type Someone, someone } from "./people.case.ts";

const PROJECT = "/api/v1/projects/default";
const PRODUCTION = `${PROJECT}/environments/production`;
const FLAG = `${PRODUCTION}/flags/checkout`;
const ROLLOUTS = `${FLAG}/rollouts`;
const MINUTE = 60_000;

const STAGES = [
  { percentage: 10, holdMs: MINUTE, minTreated: 100 },
  { percentage: 100, holdMs: MINUTE, minTreated: 0 },
];

let server: TestServer;
let now: number;
let serverKey: string;
let seq: number;

beforeEach(async () => {
  now = Date.now();
  seq = 0;
  server = await startTestServer({ now: () => now });
  serverKey = await createKey(server, { kind: "server" });
  await server.send("POST", `${PROJECT}/flags`, { key: "checkout", type: "boolean" });
});
afterEach(() => server.close());

type Created = Rollout & { alertPaths: Record<string, string> };

const plan = (draft: object = {}) => server.send<Created>("POST", ROLLOUTS, { stages: STAGES, ...draft });
const at = ({ id }: Rollout) => `${ROLLOUTS}/${id}`;
const read = async (rollout: Rollout) => (await server.send<RolloutStanding>("GET", at(rollout))).body;

async function start(draft: object = {}): Promise<Created> {
  const { status, body } = await plan(draft);
  expect(status).toBe(201);
  const started = await server.send<Rollout>("POST", `${at(body)}/start`, { reason: "ready" });
  expect(started).toMatchObject({ status: 200, body: { status: "running", progress: { percentage: 10 } } });
  return body;
}

/** An SDK that polls tells what it counted; then the node looks. */
async function report({ id }: Rollout, badTreated: number, stage = 0) {
  const everywhere = (count: number) => Array.from({ length: 32 }, (_, shard) => [shard, count]).flat();
  const cells = (each: number) => Array.from({ length: 32 }, (_, shard) => [shard, 57, each]).flat();
  const group = (each: number, bad: number): GuardReport["treated"] => ({
    requests: each * 32,
    units: [],
    metrics: [
      { metric: "errors", of: everywhere(each), bad: Array.from({ length: bad }, (_, shard) => [shard, 1]).flat() },
      { metric: "latency", cells: cells(each) },
    ],
  });
  const { percentage = 0 } = STAGES[stage] ?? {};
  const guards = {
    seq: ++seq,
    reports: [{ flag: "checkout", plan: id, stage, percentage, treated: group(2, badTreated), control: group(18, 1) }],
  };
  const body = { sdk: "node/0.1.0", instance: "host-1", guards };
  now += 10_000;
  const answered = await server.send("POST", "/v1/report", body, { authorization: `Bearer ${serverKey}` });
  expect(answered.status).toBe(204);
  await server.rollouts.tick();
}

describe("a guarded rollout", () => {
  it("is planned from a template, with guards of errors and latency, and changes nothing before its start", async () => {
    const { status, body } = await plan({ stages: undefined, template: "cautious" });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      status: "draft",
      environment: "production",
      plan: {
        name: "cautious",
        alpha: 0.01,
        otherwise: "off",
        guards: [{ key: "errors" }, { key: "latency" }, { key: "p99" }],
      },
    });
    expect(body.plan.stages.map(({ percentage }) => percentage)).toEqual([1, 5, 10, 25, 50, 100]);
    expect((await server.send("GET", FLAG)).body).toMatchObject({ enabled: false });
    expect((await read(body)).live).toBeNull();
    expect((await server.send<{ rollouts: Rollout[] }>("GET", ROLLOUTS)).body.rollouts).toHaveLength(1);
    expect((await server.send("POST", `${at(body)}/discard`, {})).status).toBe(200);
  });

  it("tells SDKs what to count, how it stands, and goes back when harm is proven, with a page to share", async () => {
    const rollout = await start();
    const snapshot = await server.send("GET", "/v1/snapshot", undefined, { authorization: `Bearer ${serverKey}` });
    expect(snapshot.body).toMatchObject({
      flags: [
        {
          key: "checkout",
          guard: { plan: rollout.id, stage: 0, percentage: 10, metrics: [{ key: "errors" }, { key: "latency" }] },
        },
      ],
    });
    await report(rollout, 1);
    const { live } = await read(rollout);
    expect(live).toMatchObject({
      proof: 101,
      affected: 64,
      holding: [{ because: "time" }, { because: "requests", treated: 64, needed: 100 }],
      words: "Holds: 50 seconds of its time are left and 64 of 100 treated requests were seen.",
    });
    expect(live?.guards[0]?.line).toMatch(/^errors: 1\.6 % vs 0\.17 % · evidence /);
    expect(live?.earliestAt).toBeGreaterThan(now);

    for (let look = 0; look < 5; look += 1) await report(rollout, 12);
    const ended = await read(rollout);
    expect(ended).toMatchObject({ status: "rolledBack", live: null });
    expect((await server.send("GET", FLAG)).body).toMatchObject({ fallthrough: { rollout: { percentage: 0 } } });
    const page = await server.send<string>("GET", `${at(rollout)}/report`);
    expect(page.headers.get("content-type")).toContain("text/markdown");
    expect(page.body).toMatch(/^# Rolled back: checkout in production\n/);
    expect(page.body).toMatch(/- Requests that met the change: \d+\n/);
    expect(page.body).toContain("- errors: ");
    const points = await server.send<RolloutPoints>("GET", `${at(rollout)}/points`);
    expect(points.body.guards).toEqual(["errors", "latency", "p99"]);
    expect(points.body.points[0]?.point).toMatchObject({
      stage: 0,
      affected: 64,
      guards: [{ treated: [64, 1], control: [576, 1] }, {}, {}],
    });
    const later = await server.send<RolloutPoints>("GET", `${at(rollout)}/points?since=${now}`);
    expect(later.body.points).toEqual([]);
    const { changes } = (
      await server.send<{ changes: Change[] }>("GET", `${PROJECT}/changes?action=rollout.rolledBack`)
    ).body;
    expect(changes).toMatchObject([{ actor: { kind: "system" }, reason: expect.stringContaining("harm is proven") }]);
  });

  it("is held by a freeze, and says so; it goes on afterwards", async () => {
    const rollout = await start();
    const freeze = (freezes: object[]) => server.send("PUT", `${PRODUCTION}/policy`, { freezes, reason: "launch day" });
    const until = Date.now() + 3_600_000;
    expect((await freeze([{ kind: "once", name: "Launch", from: Date.now() - 1_000, until }])).status).toBe(200);
    for (let look = 0; look < 8; look += 1) await report(rollout, 0);
    const held = await read(rollout);
    expect(held).toMatchObject({ status: "running", progress: { stage: 0 } });
    expect(held.live?.words).toContain(
      'the next stage is refused: Raising checkout in production has to wait: it is frozen by "Launch"',
    );
    await freeze([]);
    for (let look = 0; look < 4; look += 1) await report(rollout, 0);
    expect(await read(rollout)).toMatchObject({ progress: { stage: 1, percentage: 100 } });
  });

  it("foretells how long its traffic needs to show a doubling", async () => {
    const { body } = await plan();
    const preview = await server.send<RolloutPreview>("GET", `${at(body)}/preview?perSecond=100`);
    const errors = preview.body.harms.filter(({ guard, stage }) => guard === "errors" && stage === 0);
    expect(errors.map(({ from, to }) => [from, to])).toEqual([
      [0.001, 0.002],
      [0.01, 0.02],
      [0.05, 0.1],
    ]);
    const [rare, , frequent] = errors.map(({ seconds }) => seconds ?? 0);
    expect(rare).toBeGreaterThan(frequent ?? 0);
    // Nobody evaluates it yet.
    const none = await server.send<RolloutPreview>("GET", `${at(body)}/preview`);
    expect(none.body).toMatchObject({ perSecond: 0 });
    expect(none.body.harms.every(({ seconds }) => seconds === null)).toBe(true);
  });
});

describe("alerts of other systems", () => {
  const alerts = [
    { key: "pager", action: "rollBack" },
    { key: "hint", action: "pause" },
  ];
  const fire = (path: string | undefined, body: unknown = { status: "firing" }) =>
    server.send<{ done: boolean; status: string }>("POST", path ?? "", body, { authorization: "" });

  it("pause or roll back when they fire, once, and do nothing when they are over", async () => {
    const rollout = await start({ alerts });
    const { pager, hint } = rollout.alertPaths;
    expect((await fire(pager, { status: "resolved" })).body).toEqual({ done: false, status: "running" });
    expect((await fire(hint)).body).toEqual({ done: true, status: "paused" });
    expect((await fire(hint)).body).toEqual({ done: false, status: "paused" });
    expect((await fire(pager, { alert_transition: "Triggered" })).body).toEqual({ done: true, status: "rolledBack" });
    expect((await fire(pager)).body).toEqual({ done: false, status: "rolledBack" });
    expect(await read(rollout)).toMatchObject({ progress: { why: "the alert pager fires" } });
  });

  it("are known by their secret alone, which nobody is shown again", async () => {
    const rollout = await start({ alerts });
    const [, , , id, secret = ""] = rollout.alertPaths.pager?.split("/") ?? [];
    expect((await fire(`/v1/alerts/${id}/${secret.slice(0, -1)}${secret.endsWith("x") ? "y" : "x"}`)).status).toBe(404);
    expect((await fire(`/v1/alerts/other/${secret}`)).status).toBe(404);
    const shown = JSON.stringify([await read(rollout), (await server.send("GET", `${PROJECT}/changes`)).body]);
    expect(shown).not.toContain(secret);
    expect(shown).not.toContain("sha256");
    expect(server.logged.join("")).not.toContain(secret);
  });
});

describe("who may", () => {
  let viewer: Someone;
  let responder: Someone;
  let editor: Someone;

  beforeEach(async () => {
    viewer = await someone(server, "vic", "viewer");
    responder = await someone(server, "rae", "responder");
    editor = await someone(server, "edd", "editor");
  });

  it("responders take back, and raise nothing; editors raise outside protected environments", async () => {
    const rollout = await start();
    expect((await viewer.send("GET", at(rollout))).status).toBe(200);
    expect((await viewer.send("POST", `${at(rollout)}/pause`, {})).status).toBe(403);
    expect((await responder.send("POST", `${at(rollout)}/pause`, {})).status).toBe(200);
    expect((await responder.send("POST", `${at(rollout)}/resume`, {})).status).toBe(403);
    expect((await responder.send("POST", `${at(rollout)}/roll-back`, { reason: "hot" })).status).toBe(200);
    expect((await responder.send("POST", ROLLOUTS, {})).status).toBe(403);
    const draft = await editor.send("POST", ROLLOUTS, {});
    expect(draft.status).toBe(201);
    // Production is protected.
    const refused = await editor.send("POST", `${at(draft.body)}/start`, {});
    expect(refused).toMatchObject({ status: 403, body: { error: { code: "FORBIDDEN" } } });
    expect((await read(draft.body)).status).toBe("draft");
  });
});

describe("what is refused", () => {
  it.each<[string, object, string]>([
    [
      "stages that don't rise",
      { stages: [STAGES[0], STAGES[0]] },
      "stages[1].percentage: each stage's is above the one before (10), up to 100, received 10",
    ],
    ["no stages", { stages: [] }, "stages: a plan has 1 to 20 stages, received 0"],
    ["finer steps than there are", { stages: [{ ...STAGES[0], percentage: 0.0005 }] }, "steps of 0.001"],
    ["a variant that there is not", { otherwise: "blue" }, 'the flag has no variant "blue"'],
    [
      "the safe variant among those tried",
      { variants: [{ variant: "off", weight: 1 }] },
      "the safe variant is none of those that are tried",
    ],
    ["a rule that there is not", { rule: "beta" }, 'checkout has no rule "beta" in production'],
    [
      "a guard without its metric",
      { guards: [{ key: "e", metric: "errors", kind: "rate" }], metrics: [] },
      'there is no metric "errors"',
    ],
    [
      "a guard of the wrong metric",
      {
        guards: [{ key: "p", metric: "e", kind: "quantile", quantile: 0.9 }],
        metrics: [{ key: "e", kind: "count", from: "requests" }],
      },
      "a guard of kind quantile needs a metric of kind values, received one of kind count",
    ],
    [
      "a quantile that is none",
      {
        guards: [{ key: "p", metric: "l", kind: "quantile", quantile: 1 }],
        metrics: [{ key: "l", kind: "values", from: "requests" }],
      },
      "guards[0].quantile: must be from 0.01 to 0.9999, received 1",
    ],
    ["nothing that guards", { guards: [], metrics: [] }, "at least one guard or alert"],
    [
      "a metric that nobody watches",
      { alerts: [{ key: "a", action: "pause" }], metrics: [{ key: "e", kind: "count", from: "requests" }] },
      'no guard watches "e"',
    ],
  ])("%s", async (_, draft, message) => {
    const { status, body } = await server.send("POST", ROLLOUTS, draft);
    expect(status).toBe(400);
    expect(body.error.code).toBe("INVALID_ROLLOUT");
    expect(body.error.message).toContain(message);
  });

  it("a shape that is none, and what there is not", async () => {
    expect((await server.send("POST", ROLLOUTS, { alpha: 2 })).body.error.code).toBe("INVALID_REQUEST");
    expect((await server.send("POST", ROLLOUTS, { mood: "good" })).status).toBe(400);
    expect((await server.send("GET", `${ROLLOUTS}/none`)).status).toBe(404);
    const { body } = await plan();
    const elsewhere = `${PROJECT}/environments/staging/flags/checkout/rollouts/${body.id}`;
    expect((await server.send("GET", elsewhere)).status).toBe(404);
    expect((await server.send("POST", `${elsewhere}/start`, {})).status).toBe(404);
    expect((await server.send("POST", `${at(body)}/pause`, {})).body.error).toMatchObject({
      code: "ROLLOUT_STATE",
      message: "A rollout must be running to be paused, standard of checkout is draft",
    });
  });

  it("a start where it would switch on what nobody guards", async () => {
    const targets = [{ variant: "on", keys: ["ann"] }];
    const off = { enabled: false, offVariant: "off", targets, fallthrough: { variant: "off" } };
    expect((await server.send("PUT", FLAG, off, { "if-match": "*" })).status).toBe(200);
    const { body } = await plan();
    const { status, body: refused } = await server.send("POST", `${at(body)}/start`, {});
    expect(status).toBe(409);
    expect(refused.error.message).toContain("the flag is off, and has rules or targets besides");
  });
});
