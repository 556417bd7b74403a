import type { GuardReport } from "@switchyard/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Configuration, Policy, Rollout } from "../../api.ts";
import { createKey } from "../../test-sdk-data.case.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";
import { type Someone, someone } from "./people.case.ts";

// A guarded rollout from one variant to another, neither of which is the flag's off variant: what is safe says its plan.

const PROJECT = "/api/v1/projects/default";
const PRODUCTION = `${PROJECT}/environments/production`;
const FLAG = `${PRODUCTION}/flags/search`;
const ROLLOUTS = `${FLAG}/rollouts`;
const DAY = 86_400_000;
const OFF = { enabled: true, offVariant: "off", fallthrough: { variant: "off" } };

type Created = Rollout & { alertPaths: Record<string, string> };

let server: TestServer;
let resa: Someone;
let now: number;
let rollout: Created;

const at = (act: string) => `${ROLLOUTS}/${rollout.id}/${act}`;
const state = async () => (await server.send<Rollout>("GET", `${ROLLOUTS}/${rollout.id}`)).body;
const fallthrough = async () => (await server.send<Configuration>("GET", FLAG)).body.fallthrough;
const share = (percentage: number) => ({
  rollout: { percentage, variants: [{ variant: "new", weight: 1 }], otherwise: "old" },
});

/** Raising needs two people, and is frozen for a month. */
const freeze = () =>
  server.send<Policy>("PUT", `${PRODUCTION}/policy`, {
    approvals: 1,
    requireReason: true,
    freezes: [{ kind: "once", name: "Peak", from: Date.now() - 1_000, until: Date.now() + 30 * DAY }],
  });

beforeEach(async () => {
  now = Date.now();
  server = await startTestServer({ now: () => now });
  resa = await someone(server, "resa", "responder");
  const variants = ["new", "old", "off"].map((key) => ({ key, value: key }));
  await server.send("POST", `${PROJECT}/flags`, { key: "search", type: "string", variants });
  const before = { ...OFF, fallthrough: { variant: "old" } };
  expect((await server.send("PUT", FLAG, before, { "if-match": "*" })).status).toBe(200);
  const stages = [
    { percentage: 10, holdMs: 0, minTreated: 0 },
    { percentage: 50, holdMs: DAY, minTreated: 0 },
  ];
  const { body } = await server.send<Created>("POST", ROLLOUTS, {
    stages,
    variants: [{ variant: "new", weight: 1 }],
    otherwise: "old",
    alerts: [{ key: "pager", action: "rollBack" }],
    guards: [{ key: "errors", metric: "errors", kind: "rate" }],
    metrics: [{ key: "errors", kind: "count", from: "requests" }],
  });
  rollout = body;
  expect((await server.send("POST", at("start"), {})).status).toBe(200);
  now += 10_000;
  await server.rollouts.tick();
  expect(await fallthrough()).toEqual(share(50));
});
afterEach(() => server.close());

describe("while raising is frozen and needs approval", () => {
  beforeEach(async () => {
    expect((await freeze()).body.frozen).toMatchObject({ name: "Peak" });
  });

  it("is stepped back and rolled back by a responder", async () => {
    expect(await resa.send("POST", at("step-back"), {})).toMatchObject({ status: 200 });
    expect(await fallthrough()).toEqual(share(10));
    expect(await resa.send("POST", at("roll-back"), {})).toMatchObject({ status: 200, body: { status: "rolledBack" } });
    expect(await fallthrough()).toEqual(share(0));
  });

  it("is rolled back by an alert", async () => {
    expect(await server.send("POST", rollout.alertPaths.pager ?? "", { status: "firing" })).toMatchObject({
      status: 200,
      body: { done: true, status: "rolledBack" },
    });
    expect(await fallthrough()).toEqual(share(0));
  });

  it("goes back by itself when harm is proven", async () => {
    const serverKey = await createKey(server, { kind: "server" });
    const everywhere = (count: number) => Array.from({ length: 32 }, (_, shard) => [shard, count]).flat();
    const group = (bad: number): GuardReport["treated"] => ({
      requests: 320,
      units: [],
      metrics: [{ metric: "errors", of: everywhere(10), bad: everywhere(bad) }],
    });
    const report = { flag: "search", plan: rollout.id, stage: 1, percentage: 50, treated: group(9), control: group(1) };
    for (let seq = 1; seq <= 3; seq += 1) {
      const body = { sdk: "node/0.1.0", instance: "host-1", guards: { seq, reports: [report] } };
      expect((await server.send("POST", "/v1/report", body, { authorization: `Bearer ${serverKey}` })).status).toBe(
        204,
      );
      now += 10_000;
      await server.rollouts.tick();
    }
    expect(await state()).toMatchObject({ status: "rolledBack" });
    expect(await fallthrough()).toEqual(share(0));
  });

  it("but nothing else passes for a way back: a responder takes nobody by hand from one variant to the other", async () => {
    const { status, body } = await resa.send(
      "PUT",
      FLAG,
      { ...OFF, ...{ fallthrough: share(10) } },
      { "if-match": "*" },
    );
    expect({ status, code: body.error.code }).toEqual({ status: 403, code: "FORBIDDEN" });
    expect(await fallthrough()).toEqual(share(50));
  });
});

describe("what somebody took to the off variant by hand, before the server has looked", () => {
  beforeEach(async () => {
    expect(await resa.send("PUT", FLAG, OFF, { "if-match": "*" })).toMatchObject({ status: 200 });
  });

  it.each(["alert", "roll-back", "step-back"])("stays there, whatever goes back: %s", async (act) => {
    const done =
      act === "alert"
        ? await server.send("POST", rollout.alertPaths.pager ?? "", { status: "firing" })
        : await resa.send("POST", at(act), {});
    expect(done).toMatchObject({ status: 200, body: { status: act === "step-back" ? "stopped" : "rolledBack" } });
    expect(await fallthrough()).toEqual(OFF.fallthrough);
  });

  it("is ended by the next look", async () => {
    await server.rollouts.tick();
    expect(await state()).toMatchObject({ status: "stopped" });
    expect(await fallthrough()).toEqual(OFF.fallthrough);
  });
});
