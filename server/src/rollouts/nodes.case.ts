import { describe, expect, test } from "vitest";
import type { Storage } from "../storage/port.ts";
import {
  counted,
  current,
  log,
  type Node,
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
    return { world, rollout, nodes, sdks, storages: [first, second] as const };
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

  describe("count what a browser reports once, when it is sent to both", () => {
    const MORE_THAN_A_TICK_MS = 3_000;

    /** A page where one request went well. */
    async function heard(given: Awaited<ReturnType<typeof begin>>) {
      const { world, rollout } = given;
      const page = startSdk(world, "page", "browser");
      const counts = counted(rollout, 0, { treated: 0, control: 0 });
      const own = { requests: 1, units: [3, 1], metrics: [{ metric: "errors", of: [3, 1], bad: [] }] };
      const report = { ...counts, treated: own, control: { requests: 0, units: [], metrics: [] } };
      return {
        ...given,
        send: (node: Node, seq: number) => page.sendAgain(node, { seq, reports: [report] }),
        handOver: async (...nodes: Node[]) => {
          world.clock.now += MORE_THAN_A_TICK_MS;
          await Promise.all(nodes.map(({ intake }) => intake.flush()));
        },
        /** Treated requests that whoever judges knows of. */
        known: async (judge: Node) => {
          await judge.runner.tick();
          return (await world.storage.rolloutStore.state(rollout.id))?.affected ?? 0;
        },
      };
    }

    test("at once, one after another, and after it was judged", async () => {
      const { nodes, send, handOver, known } = await heard(await begin());
      const [first, second] = nodes;
      for (const node of nodes) await send(node, 1);
      await handOver(...nodes);
      expect(await known(first)).toBe(1);
      await send(first, 2);
      await handOver(first);
      await send(second, 2);
      await handOver(second);
      expect(await known(first)).toBe(2);
      await send(first, 3);
      await handOver(first);
      expect(await known(first)).toBe(3);
      await send(second, 3);
      await handOver(second);
      expect(await known(first)).toBe(3);
    });

    test("and what came to the one before, but is handed over after it, too", async () => {
      const { nodes, send, handOver, known } = await heard(await begin());
      const [first, second] = nodes;
      await send(first, 1);
      await send(second, 2);
      await handOver(second);
      expect(await known(first)).toBe(1);
      await handOver(first);
      expect(await known(first)).toBe(2);
      await send(second, 3);
      await send(first, 3);
      await handOver(...nodes);
      expect(await known(first)).toBe(3);
    });

    test("when another node judges, or the same one after a restart that has forgotten who it heard", async () => {
      const given = await heard(await begin());
      const { world, nodes, storages, send, handOver, known } = given;
      const [first, second] = nodes;
      for (const node of nodes) await send(node, 1);
      await handOver(...nodes);
      expect(await known(first)).toBe(1);
      await send(first, 2);
      await handOver(first);
      await first.runner.close();
      await send(second, 2);
      await handOver(second);
      expect(await known(second)).toBe(2);
      await second.runner.close();
      const again = startNode(world, "a", storages[0]);
      for (const seq of [1, 2]) await send(again, seq);
      await handOver(again);
      expect(await known(again)).toBe(2);
      await send(again, 3);
      await handOver(again);
      expect(await known(again)).toBe(3);
    });

    test("among those of many others that come to both at the same time", async () => {
      const { world, rollout, nodes, handOver, known } = await heard(await begin());
      const PAGES = 600;
      const own = { requests: 1, units: [3, 1], metrics: [{ metric: "errors", of: [3, 1], bad: [] }] };
      const report = { ...counted(rollout, 0, { treated: 0, control: 0 }), treated: own };
      const reports = [{ ...report, control: { requests: 0, units: [], metrics: [] } }];
      for (let round = 1; round <= 2; round += 1) {
        // In the opposite order, so that both want the same rows at the same time.
        for (let at = 0; at < PAGES; at += 1) {
          for (const [node, page] of [[nodes[0], at] as const, [nodes[1], PAGES - 1 - at] as const]) {
            await startSdk(world, `page ${page}`, "browser").sendAgain(node, { seq: round, reports });
          }
        }
        await handOver(...nodes);
        expect(await known(nodes[0])).toBe(PAGES * round);
      }
    });

    test("whatever others say by names and keys of their own", async () => {
      const { world, rollout, nodes, send, handOver, known } = await heard(await begin());
      const own = { requests: 1, units: [], metrics: [] };
      const report = { ...counted(rollout, 0, { treated: 0, control: 0 }), treated: own };
      const reports = [{ ...report, control: { requests: 0, units: [], metrics: [] } }];
      await startSdk(world, "page 2", "browser").sendAgain(nodes[1], { seq: Number.MAX_SAFE_INTEGER, reports });
      await startSdk(world, "page", "server").sendAgain(nodes[1], { seq: Number.MAX_SAFE_INTEGER, reports });
      await handOver(nodes[1]);
      expect(await known(nodes[1])).toBe(2);
      await send(nodes[0], 1);
      await handOver(nodes[0]);
      expect(await known(nodes[1])).toBe(3);
    });
  });
}
