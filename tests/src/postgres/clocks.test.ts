import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { disagreements, stepsBack } from "../faults/check-history.ts";
import { Api } from "../support/api.ts";
import { ADMIN_TOKEN } from "../support/server.ts";
import { startCluster } from "./cluster.ts";
import { RecordedSdk } from "./recorded-sdk.ts";

// Three nodes on one database whose clocks are right, a day ahead, and a day behind. They take changes in turn: what was asked for
// last is last for everybody, and each node knows of the SDKs of all, whatever time it thinks it is.

const DAY_MS = 86_400_000;
const NODES = 3;
const SDKS_EACH = 5;
const CHANGES = 45;
const SDKS = NODES * SDKS_EACH;
const CLOCK = new URL("../faults/clock.mjs", import.meta.url).href;

it("nodes whose clocks are days apart: every change arrives, in the order of versions", {
  timeout: 120_000,
}, async () => {
  const env = { NODE_OPTIONS: `--import ${CLOCK}`, CLOCK_OFFSETS: [DAY_MS, -DAY_MS].join() };
  const cluster = await startCluster(NODES, env);
  onTestFinished(() => cluster.close());
  // As many steps along the offsets as the node's number; signals that come together are one.
  for (const [index, { server }] of cluster.nodes.entries()) {
    for (let step = 0; step < index; step += 1) {
      server.process.child.kill("SIGUSR2");
      await sleep(300);
    }
  }
  const apis = cluster.nodes.map(({ server }) => new Api(server.url, ADMIN_TOKEN));
  const turnOf = (n: number) => apis[n % NODES] as Api;
  const sdkKey = await turnOf(0).createKey("default", "development", "server", "clocks");
  await turnOf(1).createFlag("default", { key: "checkout" });
  const sdks = cluster.nodes.flatMap(({ server }) =>
    Array.from({ length: SDKS_EACH }, () => new RecordedSdk(server.url, sdkKey)),
  );
  onTestFinished(async () => void (await Promise.all(sdks.map(({ flags }) => flags.close()))));
  for (const { flags } of sdks) await flags.waitForReady();

  const versions: number[] = [];
  for (let n = 0; n < CHANGES; n += 1) {
    versions.push(await turnOf(n).ramp("default", "development", "checkout", (n + 1) / 10));
  }
  const newest = versions.at(-1) ?? 0;
  // One a change: the order is that in which they were asked for, with nothing between.
  expect(versions).toEqual(versions.map((_, n) => newest - CHANGES + 1 + n));
  await expect.poll(() => sdks.map(({ version }) => version)).toEqual(sdks.map(() => newest));
  const histories = sdks.map(({ applied }) => applied);
  expect(histories.flatMap((applied) => stepsBack(applied))).toEqual([]);
  expect(disagreements(histories)).toEqual([]);

  const { connected, confirmed, unknown } = { connected: SDKS, confirmed: SDKS, unknown: 0 };
  const receipts = "/api/v1/projects/default/environments/development/flags/checkout/receipts";
  for (const api of apis) {
    await expect
      .poll(async () => (await api.send("GET", receipts)).body)
      .toMatchObject({ connected, confirmed, unknown });
  }

  const { body } = await turnOf(0).send<{ changes: { at: number }[] }>(
    "GET",
    "/api/v1/projects/default/changes?limit=30",
  );
  const days = body.changes.map(({ at }) => Math.round((at - Date.now()) / DAY_MS));
  expect([...new Set(days)].sort()).toEqual([-1, 0, 1]);
});
