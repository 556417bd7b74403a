import { expect, test } from "vitest";
import type { Storage } from "../storage/port.ts";
import {
  counted,
  current,
  log,
  percentageOf,
  SHORT,
  start,
  startNode,
  startSdk,
  startWorld,
  type World,
} from "./world.case.ts";

const STEP_MS = 10_000;
const QUICK = {
  ...SHORT,
  stages: [
    { percentage: 10, holdMs: STEP_MS, minTreated: 64 },
    { percentage: 50, holdMs: STEP_MS, minTreated: 64 },
    { percentage: 100, holdMs: STEP_MS, minTreated: 0 },
  ],
};

/**
 * Two nodes on one database.
 *
 * @param open the database, through as many storages as there are nodes
 */
export function nodeCases(open: () => Promise<[Storage, Storage]>): void {
  const begin = async (leaseMs?: number) => {
    const [first, second] = await open();
    const world = await startWorld(async () => first);
    const rollout = await start(world, QUICK);
    const nodes = [startNode(world, "a", first, leaseMs), startNode(world, "b", second, leaseMs)] as const;
    const sdks = [startSdk(world, "host-1"), startSdk(world, "host-2")] as const;
    return { world, rollout, nodes, sdks };
  };

  const own = async (world: World, id: string) =>
    (await log(world)).filter(({ actor }) => actor.id === `rollout:${id}`).map(({ action }) => action);

  /** Both look at the same time; each SDK reports to its node. */
  async function both({ world, rollout, nodes, sdks }: Awaited<ReturnType<typeof begin>>, bad: number) {
    for (let look = 0; look < 30; look += 1) {
      const { status, progress } = await current(world, rollout);
      if (status !== "running") return;
      world.clock.now += STEP_MS;
      for (const [at, sdk] of sdks.entries()) {
        const node = nodes[at as 0 | 1];
        await sdk.send(node, [counted(rollout, progress.stage, { treated: bad, control: 1 }, look)]);
        await node.intake.flush();
      }
      await Promise.all(nodes.map((node) => node.tick()));
    }
  }

  // With leases that run out at once the nodes take the rollout from each other in the middle of their steps.
  test.each([
    ["that one of them holds", 8_000],
    ["that they tear from each other", 1],
  ])("climb a rollout %s, each stage once", async (_, leaseMs) => {
    const given = await begin(leaseMs);
    await both(given, 0);
    const { world, rollout } = given;
    expect(await current(world, rollout)).toMatchObject({ status: "finished" });
    expect(await percentageOf(world)).toBe(100);
    expect(await own(world, rollout.id)).toEqual([
      "flag.configured",
      "rollout.advanced",
      "flag.configured",
      "rollout.advanced",
      "rollout.finished",
    ]);
  });

  test.each([
    ["that one of them holds", 8_000],
    ["that they tear from each other", 1],
  ])("roll harm back once, in a rollout %s, with what both of them heard", async (_, leaseMs) => {
    const given = await begin(leaseMs);
    await both(given, 6);
    const { world, rollout } = given;
    expect(await current(world, rollout)).toMatchObject({ status: "rolledBack" });
    expect(await percentageOf(world)).toBe(0);
    expect(await own(world, rollout.id)).toEqual(["flag.configured", "rollout.rolledBack"]);
  });

  test("go on at once at the other node when the one that holds them ends in order", async () => {
    const { world, rollout, nodes, sdks } = await begin();
    const [ending, next] = nodes;
    await ending.tick();
    await ending.runner.close();
    for (let look = 0; look < 30 && !(await own(world, rollout.id)).includes("rollout.advanced"); look += 1) {
      world.clock.now += STEP_MS;
      const counts = counted(rollout, 0, { treated: 0, control: 0 }, look);
      for (const sdk of sdks) await sdk.send(next, [counts]);
      await next.tick();
    }
    expect(await own(world, rollout.id)).toContain("rollout.advanced");
  });
}
