import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { FaultProxy } from "../support/fault-proxy.ts";
import { startServer, temporaryFolder } from "../support/server.ts";
import { disagreements, missing, returns, stepsBack } from "./check-history.ts";
import { Nemesis, type Victims } from "./nemesis.ts";
import { createRandom, readSeed } from "./random.ts";
import { SdkProcess } from "./sdk-process.ts";
import { Writer } from "./writer.ts";

// A writer changes flags while a nemesis kills the server and spoils links. Afterwards the history of every SDK is
// looked at as a whole. FAULT_SECONDS makes it longer, FAULT_SEED makes the same choices again (the moments at which
// they meet the processes stay the machine's).

const SECONDS = Number(process.env.FAULT_SECONDS || 25);
const SEED = readSeed(process.env.FAULT_SEED);
const SDKS = 4;
/** Where polls get through and streams don't, changes take up to 30 s. */
const HEAL_MS = 40_000;

it("under a nemesis: nothing goes back, nothing is lost, nothing returns", {
  timeout: SECONDS * 1000 + 120_000,
}, async () => {
  console.log(`history: FAULT_SEED=${SEED} FAULT_SECONDS=${SECONDS}`);
  const folder = temporaryFolder();
  const victims: Victims = { folder: folder.path, server: await startServer({ folder: folder.path }), sdks: [] };
  onTestFinished(async () => {
    for (const { process, proxy } of victims.sdks) {
      await process.end();
      await proxy.close();
    }
    await victims.server.stop();
    folder.remove();
  });
  const { api, url } = victims.server;
  const sdkKey = await api.createKey("default", "development", "server", "history");
  victims.sdks = await Promise.all(
    Array.from({ length: SDKS }, async () => {
      const proxy = await FaultProxy.start(url);
      return { proxy, process: new SdkProcess(proxy.url, sdkKey) };
    }),
  );
  await Promise.all(victims.sdks.map(({ process }) => process.untilLive()));

  let isOver = false;
  const writer = new Writer(api, createRandom(SEED));
  const nemesis = new Nemesis(victims, createRandom(SEED + 1));
  const over = () => isOver;
  const work = Promise.all([nemesis.run(over), writer.run(over, () => nemesis.serverIsUp)]);
  await Promise.race([work, sleep(SECONDS * 1000)]);
  isOver = true;
  await work;

  const healedAt = performance.now();
  await api.createFlag("default", { key: "the-last" });
  const newest = await api.ramp("default", "development", "the-last", 100);
  const current = victims.sdks.map(async ({ process }) => {
    await process.until(({ applied }) => (applied.at(-1)?.version ?? 0) >= newest);
    return Math.round(performance.now() - healedAt);
  });
  const late = sleep(HEAL_MS, undefined, { ref: false }).then(() => {
    const states = victims.sdks.map(({ process }) => `${process.states.at(-1)} ${process.applied.at(-1)?.version}`);
    throw new Error(`not all current at ${newest} after ${HEAL_MS} ms: ${states}`);
  });
  const currentMs = await Promise.race([Promise.all(current), late]);

  const { acknowledged, unanswered, possible, archived } = writer;
  const histories = victims.sdks.map(({ process }) => process.applied);
  const report = {
    deeds: nemesis.deeds,
    writes: { acknowledged, unanswered, flags: possible.size, archived: archived.size },
    applied: histories.map(({ length }) => length),
    connections: victims.sdks.map(({ proxy }) => proxy.accepted),
    currentMs,
  };
  console.log(`history: ${JSON.stringify(report)}`);

  const problems = await Promise.all(
    victims.sdks.map(async ({ process, proxy }) => [
      ...stepsBack(process.applied),
      ...returns(process.applied, archived),
      ...missing((await process.ask(...possible.keys())).values, possible),
      ...process.noise,
      ...(proxy.mostStreams > 1 ? [`${proxy.mostStreams} streams at once`] : []),
    ]),
  );
  const epochs = new Set(histories.flatMap((applied) => applied.map(({ epoch }) => epoch)));
  expect({ problems: problems.flat(), disagreements: disagreements(histories), epochs: epochs.size }).toEqual({
    problems: [],
    disagreements: [],
    epochs: 1,
  });
  expect(acknowledged).toBeGreaterThan(SECONDS);
});
