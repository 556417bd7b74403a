import type { GuardReport } from "@switchyard/core";
import { describe, expect, it, vi } from "vitest";
import { updateFlag } from "../flags/update-flag.ts";
import type { Rollout } from "../storage/port.ts";
import { StorageError } from "../storage/storage-error.ts";
import {
  ADA,
  counted,
  current,
  MINUTE,
  type Node,
  PLACE,
  start,
  startNode,
  startSdk,
  startWorld,
  type World,
} from "./world.case.ts";

const BAD = { treated: 9, control: 1 };
const CALM = { treated: 1, control: 1 };

async function begin() {
  const world = await startWorld();
  const node = startNode(world, "a");
  const rollout = await start(world);
  return { world, node, rollout, sdk: startSdk(world, "host") };
}

/** What the engine knows. */
const knows = async ({ storage }: World, rollout: Rollout) => {
  const state = await storage.rolloutStore.state(rollout.id);
  return {
    affected: state?.affected,
    meters: state?.meters.map(({ treated, control, evidence }) => ({ treated, control, evidence })),
  };
};

async function look(world: World, node: Node) {
  world.clock.now += 10_000;
  await node.tick();
}

describe("a report", () => {
  it("that is sent again changes nothing, at once or after it was taken, to this node or to another", async () => {
    const { world, node, rollout, sdk } = await begin();
    const other = startNode(world, "b");
    const guards = await sdk.send(node, [counted(rollout, 0, CALM)], 1);
    await sdk.sendAgain(node, guards);
    await look(world, node);
    const before = await knows(world, rollout);
    expect(before.affected).toBe(64);
    await sdk.sendAgain(node, guards);
    await sdk.sendAgain(other, guards);
    await other.intake.flush();
    await look(world, node);
    expect(await knows(world, rollout)).toEqual(before);
  });

  it("that comes late, of the stage before, is evidence, and counts for no stage's requests", async () => {
    const { world, node, rollout, sdk } = await begin();
    for (let at = 0; at < 13; at += 1) {
      await sdk.send(node, [counted(rollout, 0, { treated: 0, control: 1 }, at)]);
      await look(world, node);
    }
    expect(await current(world, rollout)).toMatchObject({ progress: { stage: 1 } });
    const before = await knows(world, rollout);
    await sdk.send(node, [counted(rollout, 0, CALM)]);
    await look(world, node);
    const after = await world.storage.rolloutStore.state(rollout.id);
    expect(after).toMatchObject({ treated: 0, affected: (before.affected ?? 0) + 64 });
  });

  it("that came before the one before it is left out: numbers only rise", async () => {
    const { world, node, rollout, sdk } = await begin();
    await sdk.send(node, [counted(rollout, 0, CALM)], 7);
    await look(world, node);
    const before = await knows(world, rollout);
    await sdk.send(node, [counted(rollout, 0, BAD)], 6);
    await look(world, node);
    expect(await knows(world, rollout)).toEqual(before);
  });

  it("of two stages in one message counts for both", async () => {
    const { world, node, rollout, sdk } = await begin();
    await sdk.send(node, [counted(rollout, 0, CALM), counted(rollout, 1, CALM)]);
    await look(world, node);
    expect(await knows(world, rollout)).toMatchObject({ affected: 128 });
  });

  it("of half of what there is counts as what it says", async () => {
    const { world, node, rollout, sdk } = await begin();
    const whole = counted(rollout, 0, CALM);
    await sdk.send(node, [{ ...whole, control: { requests: 0, units: [], metrics: [] } }]);
    await look(world, node);
    expect(await knows(world, rollout)).toMatchObject({ affected: 64 });
    expect(await current(world, rollout)).toMatchObject({ status: "running" });
  });

  it.each<[string, (report: GuardReport) => GuardReport]>([
    ["of another plan", (report) => ({ ...report, plan: "another" })],
    ["of another flag", (report) => ({ ...report, flag: "another" })],
    ["of another share than its stage has", (report) => ({ ...report, percentage: 11 })],
    ["of a stage that there is not", (report) => ({ ...report, stage: 7 })],
    [
      "of a metric that was not asked for",
      (report) => ({
        ...report,
        treated: { ...report.treated, metrics: [{ metric: "mood", of: [1, 1], bad: [1, 1] }] },
      }),
    ],
    [
      "of a metric that is counted otherwise",
      (report) => ({ ...report, treated: { ...report.treated, metrics: [{ metric: "errors", cells: [1, 1, 1] }] } }),
    ],
    [
      "with more failed requests than requests",
      (report) => ({
        ...report,
        treated: { ...report.treated, metrics: [{ metric: "errors", of: [1, 1], bad: [1, 1_000] }] },
      }),
    ],
  ])("%s changes nothing", async (_, forge) => {
    const { world, node, rollout, sdk } = await begin();
    await sdk.send(node, [counted(rollout, 0, CALM)]);
    await look(world, node);
    const before = await knows(world, rollout);
    for (let at = 0; at < 20; at += 1) {
      await sdk.send(node, [forge(counted(rollout, 0, BAD, at))]);
      await look(world, node);
    }
    expect(await knows(world, rollout)).toEqual(before);
    expect(await current(world, rollout)).toMatchObject({ status: "running", progress: { stage: 0 } });
  });

  it("after the end changes nothing", async () => {
    const { world, node, rollout, sdk } = await begin();
    const report = counted(rollout, 0, BAD);
    for (let at = 0; at < 20; at += 1) {
      await sdk.send(node, [counted(rollout, 0, BAD, at)]);
      await look(world, node);
    }
    const ended = await current(world, rollout);
    expect(ended).toMatchObject({ status: "rolledBack" });
    await sdk.send(node, [report]);
    await look(world, node);
    expect(await current(world, rollout)).toEqual(ended);
    expect(await world.storage.rolloutStore.waitingReports(rollout.id, 10)).toEqual([]);
  });
});

describe("browsers", () => {
  /** One person's few requests. */
  const one = (rollout: Rollout, shard: number, isTreated: boolean, isBad: boolean): GuardReport => {
    const group = {
      requests: 2,
      units: [],
      metrics: [{ metric: "errors", of: [shard, 2], bad: isBad ? [shard, 1] : [] }],
    };
    const nothing = { requests: 0, units: [], metrics: [] };
    const { percentage = 0 } = rollout.plan.stages[0] ?? {};
    const head = { flag: PLACE.flag, plan: rollout.id, stage: 0, percentage };
    return isTreated ? { ...head, treated: group, control: nothing } : { ...head, treated: nothing, control: group };
  };

  async function crowd(world: World, node: Node, rollout: Rollout, badShare: number) {
    for (let tick = 0; tick < 12; tick += 1) {
      for (let person = 0; person < 200; person += 1) {
        const id = tick * 200 + person;
        const isTreated = person < 20;
        const isBad = isTreated ? person / 20 < badShare : person % 100 === 99;
        await startSdk(world, `browser-${id}`, "browser").send(
          node,
          [one(rollout, (id * 7) % 32, isTreated, isBad)],
          1,
        );
      }
      await look(world, node);
    }
  }

  it("are added up, and weighed as one", async () => {
    const { world, node, rollout } = await begin();
    await crowd(world, node, rollout, 0.02);
    expect(await current(world, rollout)).toMatchObject({ status: "running" });
    const state = await world.storage.rolloutStore.state(rollout.id);
    expect(state?.sources).toBe(1);
    expect(state?.affected).toBe(12 * 20 * 2);
  });

  it("that fail roll back", async () => {
    const { world, node, rollout } = await begin();
    await crowd(world, node, rollout, 0.5);
    expect(await current(world, rollout)).toMatchObject({ status: "rolledBack" });
  });

  it("can't feed the guard of a flag that they can't see", async () => {
    const { world, node, rollout } = await begin();
    await updateFlag(world.storage, ADA, PLACE, { clientSide: false });
    await crowd(world, node, rollout, 1);
    expect(await current(world, rollout)).toMatchObject({ status: "running" });
    expect((await world.storage.rolloutStore.state(rollout.id))?.affected).toBe(0);
  });

  describe("whose reports can't be written", () => {
    const affected = async ({ storage }: World, { id }: Rollout) =>
      (await storage.rolloutStore.state(id))?.affected ?? 0;

    it("count once, when the database is back or has only lost its answer", async () => {
      const { world, node, rollout } = await begin();
      const { rolloutStore } = world.storage;
      const write = rolloutStore.addBrowsers;
      const lost = new StorageError("uncertain", "the answer is lost");
      const add = vi
        .spyOn(rolloutStore, "addBrowsers")
        .mockRejectedValueOnce(new StorageError("unavailable", "gone"))
        .mockImplementationOnce(async (...args) => {
          await write(...args);
          throw lost;
        });
      await startSdk(world, "page", "browser").send(node, [one(rollout, 3, true, false)]);
      await look(world, node);
      expect(await affected(world, rollout)).toBe(0);
      await startSdk(world, "another", "browser").send(node, [one(rollout, 3, true, false)]);
      await look(world, node);
      await look(world, node);
      await look(world, node);
      expect(add).toHaveBeenCalledTimes(3);
      expect(await affected(world, rollout)).toBe(4);
    });

    it("are left out when nobody can say any more whether another node has counted them", async () => {
      const { world, node, rollout } = await begin();
      const add = vi.spyOn(world.storage.rolloutStore, "addBrowsers");
      add.mockRejectedValue(new StorageError("unavailable", "gone"));
      await startSdk(world, "page", "browser").send(node, [one(rollout, 3, true, false)]);
      await look(world, node);
      world.clock.now += 5 * MINUTE;
      await startSdk(world, "late", "browser").send(node, [one(rollout, 3, true, false)]);
      add.mockRestore();
      await look(world, node);
      expect(await affected(world, rollout)).toBe(2);
    });

    it("are given up when they never will be, and don't hold up what comes after", async () => {
      const { world, node, rollout } = await begin();
      const add = vi.spyOn(world.storage.rolloutStore, "addBrowsers");
      add.mockRejectedValueOnce(new StorageError("refused", "never"));
      const page = startSdk(world, "page", "browser");
      await page.send(node, [one(rollout, 3, true, false)]);
      await look(world, node);
      await page.send(node, [one(rollout, 3, true, false)]);
      await look(world, node);
      expect(await affected(world, rollout)).toBe(2);
    });
  });

  it("can't say more than a person does, and one that says nonsense spoils nobody else's word", async () => {
    const { world, node, rollout } = await begin();
    const forger = startSdk(world, "forger", "browser");
    await forger.send(node, [counted(rollout, 0, BAD)]);
    const huge = one(rollout, 3, true, true);
    await forger.send(node, [{ ...huge, treated: { ...huge.treated, requests: 1_000_000 } }]);
    await forger.send(node, [
      { ...huge, treated: { ...huge.treated, metrics: [{ metric: "errors", of: [3, 1], bad: [3, 9] }] } },
    ]);
    await startSdk(world, "honest", "browser").send(node, [one(rollout, 5, true, false)]);
    await look(world, node);
    expect((await world.storage.rolloutStore.state(rollout.id))?.affected).toBe(2);
  });
});

describe("alone", () => {
  it("a person who tries again and again can't roll a change back", async () => {
    const { world, node, rollout } = await begin();
    const person = startSdk(world, "person", "browser");
    const sdk = startSdk(world, "host");
    for (let at = 0; at < 60; at += 1) {
      const own = { requests: 900, units: [7, 1], metrics: [{ metric: "errors", of: [7, 900], bad: [7, 900] }] };
      await person.send(node, [
        { ...counted(rollout, 0, CALM), treated: own, control: { requests: 0, units: [], metrics: [] } },
      ]);
      await sdk.send(node, [counted(rollout, 0, { treated: 0, control: 1 }, at)]);
      await look(world, node);
    }
    expect(await current(world, rollout)).not.toMatchObject({ status: "rolledBack" });
  });

  it("a broken machine can't; it holds the rollout", async () => {
    const { world, node, rollout } = await begin();
    const hosts = ["a", "b", "c"].map((id) => startSdk(world, id));
    const broken = startSdk(world, "broken");
    for (let at = 0; at < 30; at += 1) {
      await broken.send(node, [counted(rollout, 0, { treated: 32, control: 1 }, at)]);
      for (const host of hosts) await host.send(node, [counted(rollout, 0, { treated: 0, control: 1 }, at)]);
      await look(world, node);
    }
    expect(world.clock.now - rollout.progress.since).toBeGreaterThan(2 * MINUTE);
    expect(await current(world, rollout)).toMatchObject({ status: "running", progress: { stage: 0 } });
  });
});
