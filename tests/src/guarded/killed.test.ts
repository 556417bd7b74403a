import { afterAll, beforeAll, expect, it } from "vitest";
import { startServer, type TestServer, temporaryFolder } from "../support/server.ts";

// The server dies by SIGKILL in the middle of a guarded rollout, and comes back on the same database: before its first stage is over, right after it
// went on, and while harm is being proven. An SDK reports all the while, and sends again what it can't know to have arrived.

const FLAG = "/api/v1/projects/default/environments/production/flags/checkout";
const STAGES = [
  { percentage: 10, holdMs: 3_000, minTreated: 100 },
  { percentage: 50, holdMs: 60_000, minTreated: 100 },
];
const SHARDS = Array.from({ length: 32 }, (_, shard) => shard);

interface Rollout {
  id: string;
  status: string;
  progress: { stage: number; percentage: number; evidence?: { affected: number } };
}
interface Change {
  action: string;
  actor: { kind: string; id: string };
}

const folder = temporaryFolder();
let server: TestServer;
let sdkKey: string;
let rollout: Rollout;

beforeAll(async () => {
  server = await startServer({ folder: folder.path });
  await server.api.createFlag("default", { key: "checkout" });
  sdkKey = await server.api.createKey("default", "production", "server", "shop");
  const guards = [{ key: "errors", metric: "errors", kind: "rate" }];
  const metrics = [{ key: "errors", kind: "count", from: "requests" }];
  rollout = await server.api.ok<Rollout>("POST", `${FLAG}/rollouts`, {
    stages: STAGES,
    guards,
    metrics,
    windowMs: 30_000,
  });
  await server.api.ok("POST", `${FLAG}/rollouts/${rollout.id}/start`, {});
});

afterAll(async () => {
  await server?.stop();
  folder.remove();
});

async function kill(): Promise<void> {
  await server.process.end("SIGKILL");
  server = await startServer({ folder: folder.path, port: server.port });
}

const now = () => server.api.ok<Rollout>("GET", `${FLAG}/rollouts/${rollout.id}`);
const share = async () => {
  const { body } = await server.api.send<{ fallthrough: { rollout: { percentage: number } } }>("GET", FLAG);
  return body.fallthrough.rollout.percentage;
};

let seq = 0;
/** Treated requests that were told of, and answered for. */
let told = 0;

/** One report, until it is answered. */
async function report(stage: number, bad: number): Promise<void> {
  const group = (each: number, badOnes: number) => ({
    requests: 32 * each,
    units: [],
    metrics: [
      {
        metric: "errors",
        of: SHARDS.flatMap((shard) => [shard, each]),
        bad: SHARDS.filter((shard) => (shard + seq) % 32 < badOnes).flatMap((shard) => [shard, 1]),
      },
    ],
  });
  seq += 1;
  const { percentage } = STAGES[stage] as (typeof STAGES)[number];
  const reports = [
    { flag: "checkout", plan: rollout.id, stage, percentage, treated: group(2, bad), control: group(8, seq % 2) },
  ];
  const body = JSON.stringify({ sdk: "test/1", instance: "host", guards: { seq, reports } });
  const headers = { authorization: `Bearer ${sdkKey}`, "content-type": "application/json" };
  for (;;) {
    const answer = await fetch(`${server.url}/v1/report`, { method: "POST", headers, body }).catch(() => undefined);
    if (answer?.status === 204) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  told += 64;
}

/** Reports go on until it is so. */
async function reportUntil(bad: number, isSo: (rollout: Rollout) => boolean): Promise<Rollout> {
  for (;;) {
    const { progress } = await now();
    await report(progress.stage, bad);
    await new Promise((resolve) => setTimeout(resolve, 400));
    const seen = await now();
    if (isSo(seen)) return seen;
  }
}

it("goes on, each step once, and takes harm back in the end", { timeout: 120_000 }, async () => {
  await report(0, 0);
  await kill();
  expect(await share()).toBe(10);

  await reportUntil(0, ({ progress }) => progress.stage === 1);
  await kill();
  expect(await share()).toBe(50);

  for (let at = 0; at < 3; at += 1) await report(1, 5);
  await kill();
  const ended = await reportUntil(5, ({ status }) => status !== "running");
  expect(ended.status).toBe("rolledBack");
  expect(await share()).toBe(0);

  const { changes } = await server.api.ok<{ changes: Change[] }>("GET", "/api/v1/projects/default/changes?limit=50");
  const own = changes.filter(({ actor }) => actor.id === `rollout:${rollout.id}`).map(({ action }) => action);
  expect(own.reverse()).toEqual(["flag.configured", "rollout.advanced", "flag.configured", "rollout.rolledBack"]);
  // What was answered for in the last second before a death may be lost; nothing counts twice.
  expect(ended.progress.evidence?.affected).toBeLessThanOrEqual(told);
  expect(ended.progress.evidence?.affected).toBeGreaterThan(0);
});
