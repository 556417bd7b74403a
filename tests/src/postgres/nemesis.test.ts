import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { disagreements, missing, returns, stepsBack } from "../faults/check-history.ts";
import { createRandom, readSeed } from "../faults/random.ts";
import { Writer } from "../faults/writer.ts";
import { Api } from "../support/api.ts";
import { ADMIN_TOKEN } from "../support/server.ts";
import { startCluster } from "./cluster.ts";
import { ClusterNemesis } from "./cluster-nemesis.ts";
import { RecordedSdk } from "./recorded-sdk.ts";

// Three nodes on one database behind a balancer, 50 SDKs, a writer and a nemesis. SWITCHYARD_NEMESIS_SECONDS=300 for the
// long run, FAULT_SEED to make the same choices again.

const SECONDS = Number(process.env.SWITCHYARD_NEMESIS_SECONDS || 20);
const SEED = readSeed(process.env.FAULT_SEED);
const NODES = 3;
const SDKS = 50;
/** Fewer acknowledged writes would show nothing. How many more there are in a longer run is the machine's. */
const WRITES = 20;
/** Whoever has lost many streams waits up to 30 s for the next. */
const HEAL_MS = 40_000;

/** A node that is stopped or cut off keeps requests waiting; nobody waits for ever. */
class ImpatientApi extends Api {
  override async send(...request: Parameters<Api["send"]>): Promise<never> {
    const answer = super.send(...request);
    answer.catch(() => {});
    const late = sleep(5_000, undefined, { ref: false }).then(() => {
      throw new Error("no answer");
    });
    return Promise.race([answer, late]) as Promise<never>;
  }
}

it("three nodes under a nemesis: nothing goes back, nothing is lost, nothing returns", {
  timeout: SECONDS * 1000 + 150_000,
}, async () => {
  console.log(`cluster: FAULT_SEED=${SEED} SWITCHYARD_NEMESIS_SECONDS=${SECONDS}`);
  const cluster = await startCluster(NODES);
  onTestFinished(() => cluster.close());
  const api = new ImpatientApi(cluster.url, ADMIN_TOKEN);
  const sdkKey = await api.createKey("default", "development", "server", "nemesis");
  const sdks = Array.from({ length: SDKS }, () => new RecordedSdk(cluster.url, sdkKey));
  onTestFinished(async () => void (await Promise.all(sdks.map(({ flags }) => flags.close()))));
  for (const { flags } of sdks) await flags.waitForReady();

  let isOver = false;
  const over = () => isOver;
  const writer = new Writer(api, createRandom(SEED));
  const nemesis = new ClusterNemesis(cluster, createRandom(SEED + 1));
  const work = Promise.all([nemesis.run(over), writer.run(over, async () => {})]);
  await Promise.race([work, sleep(SECONDS * 1000)]);
  isOver = true;
  await work;

  const healedAt = performance.now();
  const newest = await lastWrite(api);
  const currentMs: number[] = [];
  const waiting = new Set(sdks);
  while (waiting.size > 0 && performance.now() - healedAt < HEAL_MS) {
    for (const sdk of waiting) {
      if (sdk.version < newest) continue;
      waiting.delete(sdk);
      currentMs.push(Math.round(performance.now() - healedAt));
    }
    await sleep(10);
  }

  // Every node speaks of the SDKs of all, also of those that came from a node that was killed.
  const receipts = `/api/v1/projects/default/environments/development/flags/the-last/receipts`;
  const told = await Promise.all(
    cluster.nodes.map(async ({ server }) => {
      const node = new Api(server.url, ADMIN_TOKEN);
      for (const began = performance.now(); ; await sleep(100)) {
        const { body } = await node.send<Record<"connected" | "confirmed" | "unknown", number>>("GET", receipts);
        const { connected, confirmed, unknown } = body;
        if (confirmed === SDKS || performance.now() - began > HEAL_MS) return { connected, confirmed, unknown };
      }
    }),
  );

  const { acknowledged, unanswered, possible, archived } = writer;
  const histories = sdks.map(({ applied }) => applied);
  const report = {
    deeds: nemesis.deeds,
    writes: { acknowledged, unanswered, flags: possible.size, archived: archived.size },
    applied: histories.reduce((sum, { length }) => sum + length, 0),
    currentMs: {
      median: currentMs[Math.floor(SDKS / 2)],
      last: currentMs.at(-1),
      within5s: currentMs.filter((ms) => ms <= 5_000).length,
    },
  };
  console.log(`cluster: ${JSON.stringify(report)}`);

  const problems = sdks.flatMap((sdk) => [
    ...stepsBack(sdk.applied),
    ...returns(sdk.applied, archived),
    ...missing(sdk.values(possible.keys()), possible),
  ]);
  const epochs = new Set(histories.flatMap((applied) => applied.map(({ epoch }) => epoch)));
  expect({ behind: waiting.size, problems, disagreements: disagreements(histories), epochs: epochs.size }).toEqual({
    behind: 0,
    problems: [],
    disagreements: [],
    epochs: 1,
  });
  const all = { connected: SDKS, confirmed: SDKS, unknown: 0 };
  expect(told).toEqual(cluster.nodes.map(() => all));
  expect(acknowledged).toBeGreaterThan(WRITES);
});

/** The nodes may still be finding their database again. */
async function lastWrite(api: Api): Promise<number> {
  for (;;) {
    try {
      await api.send("POST", "/api/v1/projects/default/flags", { key: "the-last" });
      return await api.ramp("default", "development", "the-last", 100);
    } catch {
      await sleep(100);
    }
  }
}
