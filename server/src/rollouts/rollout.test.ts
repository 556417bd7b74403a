import { compileRuleset, getValue } from "@switchyard/core";
import { describe, expect, it } from "vitest";
import { configureFlag } from "../flags/configure-flag.ts";
import { killFlag } from "../flags/kill-flag.ts";
import { updateFlag } from "../flags/update-flag.ts";
import type { FlagConfiguration } from "../storage/port.ts";
import { readLive } from "./read-rollout.ts";
import {
  ADA,
  act,
  current,
  log,
  MINUTE,
  PLACE,
  pass,
  percentageOf,
  SHORT,
  served,
  start,
  startNode,
  startWorld,
  steps,
  type World,
} from "./world.case.ts";

const HARM = { treated: 8, control: 1 };

/** Who of a thousand people gets the change. */
async function exposed(world: World): Promise<Set<number>> {
  const ruleset = compileRuleset({ flags: [await served(world)], segments: [] });
  const people = Array.from({ length: 1_000 }, (_, person) => person);
  return new Set(people.filter((person) => getValue(ruleset, PLACE.flag, { targetingKey: `p${person}` }, false)));
}

const edit = async (world: World, change: Partial<FlagConfiguration>) =>
  configureFlag(world.storage, ADA, PLACE, "any", { ...(await served(world)), ...change });

describe("a harmless change", () => {
  it("climbs stage by stage to everyone, each held for its time and requests, and is finished", async () => {
    const world = await startWorld();
    const node = startNode(world, "a");
    const rollout = await start(world);
    expect(await percentageOf(world)).toBe(10);
    const first = await exposed(world);
    await pass(world, node, rollout, 1.5 * MINUTE);
    expect(await percentageOf(world)).toBe(10);
    await pass(world, node, rollout, MINUTE);
    expect(await percentageOf(world)).toBe(50);
    const second = await exposed(world);
    // Who was in stays in.
    expect([...first].filter((person) => !second.has(person))).toEqual([]);
    await pass(world, node, rollout, 6 * MINUTE);
    expect(await percentageOf(world)).toBe(100);
    expect(await current(world, rollout)).toMatchObject({ status: "finished" });
    expect(await steps(world)).toEqual([
      "rollout.created",
      "rollout.started",
      "rollout.advanced",
      "rollout.advanced",
      "rollout.finished",
    ]);
    // SDKs count no longer.
    expect((await served(world)).guard).toBeUndefined();
  });

  it("each step is a change in the rollout's name, with its evidence, beside the flag's own", async () => {
    const world = await startWorld();
    const node = startNode(world, "a");
    const rollout = await start(world);
    await pass(world, node, rollout, 2.5 * MINUTE);
    const changes = (await log(world)).slice(-2);
    expect(changes).toMatchObject([
      {
        action: "flag.configured",
        actor: { kind: "system", id: `rollout:${rollout.id}` },
        before: { fallthrough: { rollout: { percentage: 10 } } },
        after: { fallthrough: { rollout: { percentage: 50 } } },
      },
      {
        action: "rollout.advanced",
        reason: "no sign of harm: from 10 % to 50 %",
        before: { rollout: rollout.id, stage: 0, percentage: 10 },
        after: { stage: 1, percentage: 50, evidence: { guards: [{ key: "errors", line: expect.any(String) }] } },
      },
    ]);
  });

  it("without enough requests it holds, and says so", async () => {
    const world = await startWorld();
    const node = startNode(world, "a");
    const rollout = await start(world, { ...SHORT, stages: [{ percentage: 10, holdMs: 0, minTreated: 10_000 }] });
    await pass(world, node, rollout, MINUTE);
    expect(await current(world, rollout)).toMatchObject({ status: "running", progress: { stage: 0 } });
    const live = await readLive(world.storage, await current(world, rollout), { now: world.clock.now });
    expect(live).toMatchObject({
      words: "Holds: 384 of 10,000 treated requests were seen.",
      stageTreated: 384,
      guards: [{ line: expect.stringMatching(/^errors: 0 % vs 0\.17 % · evidence \d/) }],
    });
    expect(live?.earliestAt).toBeGreaterThan(world.clock.now);
  });

  it("without reports for two windows it holds", async () => {
    const world = await startWorld();
    const node = startNode(world, "a");
    const stages = [{ percentage: 10, holdMs: 5 * MINUTE, minTreated: 0 }, ...(SHORT.stages?.slice(1) ?? [])];
    const rollout = await start(world, { ...SHORT, stages });
    await pass(world, node, rollout, 1.5 * MINUTE);
    for (let minute = 0; minute < 10; minute += 1) {
      world.clock.now += MINUTE;
      await node.tick();
    }
    expect(await percentageOf(world)).toBe(10);
    const live = await readLive(world.storage, await current(world, rollout), { now: world.clock.now });
    expect(live?.holding).toMatchObject([{ because: "missing", guard: "errors" }]);
  });

  it("waits for a person where a stage says so", async () => {
    const world = await startWorld();
    const node = startNode(world, "a");
    const stages = SHORT.stages?.map((stage) => ({ ...stage, approval: true })) ?? [];
    const rollout = await start(world, { ...SHORT, stages });
    await pass(world, node, rollout, 5 * MINUTE);
    expect(await percentageOf(world)).toBe(10);
    const live = await readLive(world.storage, await current(world, rollout), { now: world.clock.now });
    expect(live).toMatchObject({ holding: [{ because: "approval", to: 1 }], earliestAt: null });
    await act(world, rollout, "approve");
    await pass(world, node, rollout, 10_000);
    expect(await percentageOf(world)).toBe(50);
    // One word is good for one stage.
    await pass(world, node, rollout, 5 * MINUTE);
    expect(await percentageOf(world)).toBe(50);
  });

  it("what lacks its requests for too long goes back, where the plan says so", async () => {
    const world = await startWorld();
    const node = startNode(world, "a");
    const stages = [{ percentage: 10, holdMs: 0, minTreated: 1e6 }];
    const rollout = await start(world, { ...SHORT, stages, timeoutMs: MINUTE, onTimeout: "rollBack" });
    await pass(world, node, rollout, 2 * MINUTE);
    expect(await current(world, rollout)).toMatchObject({ status: "rolledBack" });
    expect(await percentageOf(world)).toBe(0);
  });

  it("tells the change log how things stand, as often as is wished", async () => {
    const world = await startWorld();
    const node = startNode(world, "a");
    const stages = [{ percentage: 10, holdMs: 60 * MINUTE, minTreated: 0 }];
    const rollout = await start(world, { ...SHORT, stages, noteEveryMs: 2 * MINUTE });
    await pass(world, node, rollout, 5 * MINUTE);
    expect((await steps(world)).filter((step) => step === "rollout.noted")).toHaveLength(2);
  });
});

describe("a harmful change", () => {
  it("goes back to the safe variant at once, and nothing raises it again", async () => {
    const world = await startWorld();
    const node = startNode(world, "a");
    const rollout = await start(world);
    await pass(world, node, rollout, 10 * MINUTE, HARM);
    expect(await percentageOf(world)).toBe(0);
    const ended = await current(world, rollout);
    expect(ended).toMatchObject({
      status: "rolledBack",
      progress: { stage: 0, evidence: { affected: expect.any(Number) } },
    });
    expect(ended.progress.why).toMatch(
      /^harm is proven, most of all by errors: evidence (\d[\d,]*|over a million), needed 101$/,
    );
    expect((await log(world)).at(-1)).toMatchObject({
      action: "rollout.rolledBack",
      actor: { kind: "system" },
      after: { status: "rolledBack" },
    });
    for (let look = 0; look < 5; look += 1) {
      world.clock.now += 10 * MINUTE;
      await node.tick();
    }
    expect(await percentageOf(world)).toBe(0);
    expect(await steps(world)).toHaveLength(3);
    // What it knew is not needed any more.
    expect(await world.storage.rolloutStore.state(rollout.id)).toBeUndefined();
  });

  it("goes back while it is paused, too", async () => {
    const world = await startWorld();
    const node = startNode(world, "a");
    const rollout = await start(world);
    await act(world, rollout, "pause");
    await pass(world, node, rollout, 10 * MINUTE, HARM);
    expect(await current(world, rollout)).toMatchObject({ status: "rolledBack" });
  });

  it("may be tried again, with the same people", async () => {
    const world = await startWorld();
    const node = startNode(world, "a");
    const rollout = await start(world);
    const before = await exposed(world);
    await pass(world, node, rollout, 10 * MINUTE, HARM);
    expect((await exposed(world)).size).toBe(0);
    await start(world);
    expect(await exposed(world)).toEqual(before);
  });
});

describe("people", () => {
  it("pause, resume, step back, end and roll back", async () => {
    const world = await startWorld();
    const node = startNode(world, "a");
    const rollout = await start(world);
    await act(world, rollout, "pause");
    await pass(world, node, rollout, 5 * MINUTE);
    expect(await percentageOf(world)).toBe(10);
    await act(world, rollout, "resume");
    await pass(world, node, rollout, 10_000);
    expect(await percentageOf(world)).toBe(50);
    await act(world, rollout, "stepBack");
    expect(await percentageOf(world)).toBe(10);
    // The stage is held anew.
    await pass(world, node, rollout, MINUTE);
    expect(await percentageOf(world)).toBe(10);
    await pass(world, node, rollout, 2 * MINUTE);
    expect(await percentageOf(world)).toBe(50);
    await act(world, rollout, "stop");
    expect(await percentageOf(world)).toBe(50);
    expect((await served(world)).guard).toBeUndefined();

    const second = await start(world);
    await act(world, second, "rollBack");
    expect(await percentageOf(world)).toBe(0);
    expect(await current(world, second)).toMatchObject({
      status: "rolledBack",
      progress: { why: "rolled back by Ada" },
    });
  });

  it.each(["resume", "stepBack", "approve", "start", "discard"] as const)(
    "can't %s what is at its first stage",
    async (what) => {
      const world = await startWorld();
      const rollout = await start(world);
      const before = await log(world);
      await expect(act(world, rollout, what)).rejects.toMatchObject({ code: "ROLLOUT_STATE" });
      expect(await log(world)).toEqual(before);
    },
  );

  it("start one at a time", async () => {
    const world = await startWorld();
    await start(world);
    await expect(start(world)).rejects.toMatchObject({ code: "ROLLOUT_STATE" });
  });

  it.each<[string, (world: World) => Promise<unknown>, string, string]>([
    ["kill the flag", (world) => killFlag(world.storage, ADA, PLACE), "killed", "Ada killed the flag"],
    ["switch it off", (world) => edit(world, { enabled: false }), "stopped", "the flag was switched off"],
    [
      "edit the share",
      (world) =>
        edit(world, {
          fallthrough: { rollout: { percentage: 20, variants: [{ variant: "on", weight: 1 }], otherwise: "off" } },
        }),
      "stopped",
      "what it raises was edited by hand",
    ],
    [
      "archive it",
      (world) => updateFlag(world.storage, ADA, PLACE, { archived: true }),
      "stopped",
      "the flag was archived",
    ],
  ])("%s: the rollout is over, and says why", async (_, interrupt, status, why) => {
    const world = await startWorld();
    const node = startNode(world, "a");
    const rollout = await start(world);
    await pass(world, node, rollout, MINUTE);
    await interrupt(world);
    const { storage, environment } = world;
    const before = (await storage.ruleset(environment.id)).flags.map(({ guard, ...flag }) => flag);
    // Nothing is counted in its name from the edit on.
    expect((await storage.ruleset(environment.id)).flags.some(({ guard }) => guard)).toBe(false);
    await node.tick();
    expect(await current(world, rollout)).toMatchObject({ status, progress: { why } });
    expect((await storage.ruleset(environment.id)).flags).toEqual(before);
  });

  it("edit other parts of the flag meanwhile", async () => {
    const world = await startWorld();
    const node = startNode(world, "a");
    const rollout = await start(world);
    await edit(world, { targets: [{ variant: "on", keys: ["tester"] }] });
    await pass(world, node, rollout, 3 * MINUTE);
    expect(await current(world, rollout)).toMatchObject({ status: "running", progress: { stage: 1 } });
    expect(await served(world)).toMatchObject({ targets: [{ keys: ["tester"] }], guard: { stage: 1 } });
  });
});
