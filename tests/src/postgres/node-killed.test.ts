import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { stepsBack } from "../faults/check-history.ts";
import { Api } from "../support/api.ts";
import { ADMIN_TOKEN } from "../support/server.ts";
import { restart, startCluster } from "./cluster.ts";
import { RecordedSdk } from "./recorded-sdk.ts";

// One of three nodes is killed and stays away. Its SDKs find the others by the balancer, and have what is changed meanwhile.
// SWITCHYARD_NODE_KILLS=9 does it so many times, each node in turn.

const KILLS = Number(process.env.SWITCHYARD_NODE_KILLS || 1);
const NODES = 3;
const SDKS = 60;

it(`a node that is killed: its SDKs go on at the others, ${KILLS} times`, {
  timeout: 60_000 + KILLS * 60_000,
}, async () => {
  const cluster = await startCluster(NODES);
  onTestFinished(() => cluster.close());
  const api = new Api(cluster.url, ADMIN_TOKEN);
  const sdkKey = await api.createKey("default", "development", "server", "node-killed");
  await api.createFlag("default", { key: "checkout" });
  let version = await api.ramp("default", "development", "checkout", 0);
  const sdks = Array.from({ length: SDKS }, () => new RecordedSdk(cluster.url, sdkKey));
  onTestFinished(async () => void (await Promise.all(sdks.map(({ flags }) => flags.close()))));
  const isCurrent = ({ flags }: RecordedSdk) => flags.status.state === "live" && (flags.status.version ?? 0) >= version;
  const behind = () => sdks.flatMap((sdk) => (isCurrent(sdk) ? [] : [sdk.flags.status]));
  await expect.poll(behind, { timeout: 45_000 }).toEqual([]);

  for (let kill = 0; kill < KILLS; kill += 1) {
    const victim = cluster.nodes[kill % NODES] as (typeof cluster.nodes)[number];
    const lost: RecordedSdk[] = [];
    const stops = sdks.map((sdk) =>
      sdk.flags.on("connection", ({ state }) => void (state !== "live" && lost.push(sdk))),
    );
    const killedAt = performance.now();
    await victim.server.process.end("SIGKILL");
    const others = cluster.nodes.filter((node) => node !== victim);
    const other = new Api(others[0]?.server.url ?? "", ADMIN_TOKEN);
    version = await other.ramp("default", "development", "checkout", kill % 2 === 0 ? 100 : 0);
    const changedMs = Math.round(performance.now() - killedAt);
    while (!sdks.every(isCurrent)) await sleep(5);
    const currentMs = Math.round(performance.now() - killedAt);
    for (const stop of stops) stop();
    const concerned = new Set(lost).size;
    console.log(
      `a node killed: ${concerned} of ${SDKS} SDKs were on it, all current after ${currentMs} ms (the change itself ${changedMs} ms)`,
    );
    expect(concerned).toBeGreaterThan(0);
    expect(concerned).toBeLessThan(SDKS);
    const answers = new Set(sdks.map(({ flags }) => flags.isEnabled("checkout", { targetingKey: "ann" })));
    expect([...answers]).toEqual([kill % 2 === 0]);
    if (kill + 1 < KILLS) await restart(cluster, victim);
  }
  expect(sdks.flatMap(({ applied }) => stepsBack(applied))).toEqual([]);
});
