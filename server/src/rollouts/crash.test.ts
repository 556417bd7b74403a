import { compileRuleset, getValue } from "@switchyard/core";
import { expect, it, vi } from "vitest";
import type { Rollout, Storage } from "../storage/port.ts";
import {
  counted,
  current,
  log,
  PLACE,
  percentageOf,
  SHORT,
  served,
  start,
  startNode,
  startSdk,
  startWorld,
  type World,
} from "./world.case.ts";

// The process dies at every point at which it writes: just before, or just after it was written and nobody was told.

// Whole rollouts on a real database, dozens of them.
vi.setConfig({ testTimeout: 120_000 });

const STEP_MS = 10_000;

const QUICK = {
  ...SHORT,
  stages: [
    { percentage: 10, holdMs: STEP_MS, minTreated: 64 },
    { percentage: 50, holdMs: STEP_MS, minTreated: 64 },
    { percentage: 100, holdMs: STEP_MS, minTreated: 0 },
  ],
};

class Death extends Error {}

/** The storage as a process sees it that dies at its n-th write. @returns also how many writes there were */
function dying(storage: Storage, at: number, when: "before" | "after") {
  const seen = { writes: 0, isDead: false };
  const mortal =
    <Args extends unknown[], Result>(write: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      if (seen.isDead) throw new Death();
      seen.writes += 1;
      const isNow = seen.writes === at;
      if (isNow) seen.isDead = true;
      if (isNow && when === "before") throw new Death();
      const result = await write(...args);
      if (isNow) throw new Death();
      return result;
    };
  const { rolloutStore } = storage;
  const over: Storage = {
    ...storage,
    change: mortal(storage.change) as Storage["change"],
    lease: mortal(storage.lease),
    rolloutStore: {
      ...rolloutStore,
      addReports: mortal(rolloutStore.addReports),
      checkpoint: mortal(rolloutStore.checkpoint),
      forget: mortal(rolloutStore.forget),
    },
  };
  return { over, seen };
}

async function exposed(world: World): Promise<number[]> {
  const ruleset = compileRuleset({ flags: [await served(world)], segments: [] });
  const people = Array.from({ length: 300 }, (_, person) => person);
  return people.filter((person) => getValue(ruleset, PLACE.flag, { targetingKey: `p${person}` }, false));
}

/** @returns who was in after each look */
async function play(world: World, rollout: Rollout, bad: number, at: number, when: "before" | "after") {
  const { over, seen } = dying(world.storage, at, when);
  // The lease runs out at once: who comes next need not wait for it.
  let node = startNode(world, "first", over, 1);
  const sdk = startSdk(world, "host");
  const history: number[][] = [];
  for (let look = 0; look < 40; look += 1) {
    const { status, progress } = await current(world, rollout);
    if (status !== "running" && !seen.isDead) break;
    if (status !== "running") return { history, writes: seen.writes };
    world.clock.now += STEP_MS;
    await sdk.send(node, [counted(rollout, progress.stage, { treated: bad, control: 1 }, look)]);
    await node.tick();
    if (seen.isDead) node = startNode(world, "second", world.storage, 1);
    history.push(await exposed(world));
  }
  return { history, writes: seen.writes };
}

const own = async (world: World, rollout: Rollout) =>
  (await log(world)).filter(({ actor }) => actor.id === `rollout:${rollout.id}`).map(({ action }) => action);

const everyDeath = async (run: (at: number, when: "before" | "after") => Promise<number>) => {
  const writes = await run(Number.POSITIVE_INFINITY, "before");
  expect(writes).toBeGreaterThan(5);
  for (let at = 1; at <= writes; at += 1) for (const when of ["before", "after"] as const) await run(at, when);
};

it("harm is rolled back once, and for good, wherever the process dies", async () => {
  await everyDeath(async (at, when) => {
    const world = await startWorld();
    // Held for longer than harm takes to be seen.
    const stages = QUICK.stages.map((stage) => ({ ...stage, holdMs: 20 * STEP_MS }));
    const rollout = await start(world, { ...QUICK, stages });
    const first = await exposed(world);
    const { history, writes } = await play(world, rollout, 4, at, when);
    expect(await current(world, rollout)).toMatchObject({ status: "rolledBack" });
    expect(await percentageOf(world)).toBe(0);
    expect(await own(world, rollout)).toEqual(["flag.configured", "rollout.rolledBack"]);
    for (const people of history.slice(0, -1)) expect(people).toEqual(first);
    expect(history.at(-1)).toEqual([]);
    return writes;
  });
});

it("a harmless change climbs stage by stage, each once, with the same people, wherever the process dies", async () => {
  await everyDeath(async (at, when) => {
    const world = await startWorld();
    const rollout = await start(world, QUICK);
    const { history, writes } = await play(world, rollout, 0, at, when);
    expect(await current(world, rollout)).toMatchObject({ status: "finished" });
    expect(await percentageOf(world)).toBe(100);
    expect(await own(world, rollout)).toEqual([
      "flag.configured",
      "rollout.advanced",
      "flag.configured",
      "rollout.advanced",
      "rollout.finished",
    ]);
    let before: number[] = [];
    for (const people of history) {
      expect(people).toEqual(expect.arrayContaining(before));
      before = people;
    }
    return writes;
  });
});

it("nothing is forgotten and nothing counts twice: the next process knows what the one before knew", async () => {
  const world = await startWorld();
  const rollout = await start(world);
  const sdk = startSdk(world, "host");
  const first = startNode(world, "first", world.storage, 1);
  for (let look = 0; look < 3; look += 1) {
    world.clock.now += STEP_MS;
    const guards = await sdk.send(first, [counted(rollout, 0, { treated: 1, control: 1 }, look)]);
    await first.tick();
    await sdk.sendAgain(first, guards);
  }
  const before = await world.storage.rolloutStore.state(rollout.id);
  expect(before?.affected).toBe(3 * 64);
  const second = startNode(world, "second", world.storage, 1);
  await second.tick();
  await sdk.send(second, [counted(rollout, 0, { treated: 1, control: 1 }, 3)]);
  await second.tick();
  expect((await world.storage.rolloutStore.state(rollout.id))?.affected).toBe(4 * 64);
});

it("a lost checkpoint holds the stage anew: nothing goes up on what was forgotten", async () => {
  const world = await startWorld();
  const rollout = await start(world, {
    ...QUICK,
    stages: [{ ...QUICK.stages[0], holdMs: 60_000 }, ...QUICK.stages.slice(1)] as typeof QUICK.stages,
  });
  const sdk = startSdk(world, "host");
  const first = startNode(world, "first", world.storage, 1);
  for (let look = 0; look < 5; look += 1) {
    world.clock.now += STEP_MS;
    await sdk.send(first, [counted(rollout, 0, { treated: 0, control: 1 }, look)]);
    await first.tick();
  }
  await world.storage.rolloutStore.forget(rollout.id);
  world.clock.now += 2 * 60_000;
  const second = startNode(world, "second", world.storage, 1);
  await sdk.send(second, [counted(rollout, 0, { treated: 0, control: 1 })]);
  await second.tick();
  expect(await percentageOf(world)).toBe(10);
  expect(await current(world, rollout)).toMatchObject({ status: "running", progress: { stage: 0 } });
});
