import { describe, expect, it } from "vitest";
import { ANN, CLEO, RESA } from "../requests/people.case.ts";
import { actOnRollout, type RolloutAct } from "../rollouts/act.ts";
import { createRollout } from "../rollouts/create-rollout.ts";
import { rolloutAuthor, seenAs, takeStep } from "../rollouts/take-step.ts";
import { SHORT } from "../rollouts/world.case.ts";
import { must } from "../storage/conformance/actions.case.ts";
import type { Open } from "../storage/conformance/given.case.ts";
import type { Author, Rollout, Storage } from "../storage/port.ts";
import { behind, CHECKOUT, type Governed, NOW, OBSTACLES } from "./in-the-way.case.ts";

const STAGES = [
  { percentage: 10, holdMs: 60_000, minTreated: 0 },
  { percentage: 20, holdMs: 60_000, minTreated: 0, approval: true },
  { percentage: 100, holdMs: 60_000, minTreated: 0 },
];

const act = (storage: Storage, author: Author, { id }: Rollout, what: RolloutAct) =>
  actOnRollout(storage, author, { ...CHECKOUT, rollout: id }, what, { now: NOW });

async function drafted({ ungoverned }: Governed): Promise<Rollout> {
  return (await createRollout(ungoverned, CLEO, CHECKOUT, { ...SHORT, stages: STAGES }, NOW)).rollout;
}

/** At 20 %, its second stage. */
async function climbed(world: Governed): Promise<Rollout> {
  const rollout = await act(world.ungoverned, CLEO, await drafted(world), "start");
  return must(await advance(world.ungoverned, rollout));
}

/** As the server does when a stage's time and requests are over. */
const advance = (storage: Storage, rollout: Rollout) =>
  takeStep(
    storage,
    rolloutAuthor(rollout, "held its time"),
    seenAs(rollout),
    {
      action: "rollout.advanced",
      status: "running",
      stage: rollout.progress.stage + 1,
      serves: "stage",
      why: "held its time",
    },
    { now: NOW },
  );

/** Guarded rollouts, too: down is free, up is guarded, whatever stands there; on any database. */
export function describeRolloutsDown(database: string, open: Open): void {
  const stateOf = async ({ storage }: Governed, { id }: Rollout) => must(await storage.rollout(id));
  const isEdited = (obstacle: string) => obstacle === "a stale version";

  describe(`a guarded rollout on ${database}`, { timeout: 60_000 }, () => {
    it.each(Object.keys(OBSTACLES))("is paused and ended by a responder through %s", async (obstacle) => {
      const world = await behind(open, obstacle, climbed);
      const { storage, there: rollout, percentage } = world;
      const before = await percentage();
      expect(await act(storage, RESA, rollout, "pause")).toMatchObject({ status: "paused" });
      expect(await percentage()).toBe(before);
      expect(await act(storage, RESA, rollout, "stop")).toMatchObject({ status: "stopped" });
      expect(await percentage()).toBe(before);
    });

    it.each(Object.keys(OBSTACLES))("is stepped back and rolled back by a responder through %s", async (obstacle) => {
      const world = await behind(open, obstacle, climbed);
      const { storage, there: rollout, percentage } = world;
      await act(storage, RESA, rollout, "stepBack");
      expect(await percentage()).toBe(10);
      // What was edited by hand is no rollout's any more: stepped back, it ends there.
      if (isEdited(obstacle)) {
        expect(await stateOf(world, rollout)).toMatchObject({ status: "stopped" });
        return;
      }
      expect(await stateOf(world, rollout)).toMatchObject({ status: "running", progress: { stage: 0 } });
      await act(storage, RESA, rollout, "rollBack");
      expect(await percentage()).toBe(0);
      expect(await stateOf(world, rollout)).toMatchObject({ status: "rolledBack" });
    });

    it.each(Object.keys(OBSTACLES))("is rolled back by a responder through %s, paused or not", async (obstacle) => {
      const world = await behind(open, obstacle, climbed);
      const { storage, there: rollout, percentage } = world;
      await act(storage, RESA, rollout, "pause");
      await act(storage, RESA, rollout, "rollBack");
      expect(await percentage()).toBe(0);
    });

    it.each(Object.keys(OBSTACLES))("is not let on to its next stage, nor resumed, through %s", async (obstacle) => {
      const world = await behind(open, obstacle, climbed);
      const { storage, there: rollout, percentage, code } = world;
      const before = await percentage();
      const held = expect.objectContaining({ code: isEdited(obstacle) ? "ROLLOUT_STATE" : code });
      await expect(act(storage, CLEO, rollout, "approve")).rejects.toEqual(held);
      await act(storage, RESA, rollout, "pause");
      await expect(act(storage, CLEO, rollout, "resume")).rejects.toEqual(held);
      expect(await stateOf(world, rollout)).toMatchObject({ status: "paused" });
      expect((await stateOf(world, rollout)).progress.approved).toBeUndefined();
      expect(await percentage()).toBe(before);
    });

    // A draft says what it will serve, not what it goes on from: nothing that it saw can be stale.
    it.each(Object.keys(OBSTACLES).filter((obstacle) => !isEdited(obstacle)))(
      "is not started through %s",
      async (obstacle) => {
        const world = await behind(open, obstacle, drafted);
        const { storage, there: rollout, percentage, code } = world;
        const before = await percentage();
        await expect(act(storage, CLEO, rollout, "start")).rejects.toMatchObject({ code });
        expect(await stateOf(world, rollout)).toMatchObject({ status: "draft" });
        expect(await percentage()).toBe(before);
      },
    );

    it("does not climb by itself while it is frozen, nor past an edit by hand", async () => {
      const frozen = await behind(open, "a freeze window", climbed);
      await expect(advance(frozen.storage, frozen.there)).rejects.toMatchObject({ code: "FROZEN" });
      expect(await frozen.percentage()).toBe(20);
      const edited = await behind(open, "a stale version", climbed);
      expect(await advance(edited.storage, edited.there)).toBeUndefined();
      expect(await edited.percentage()).toBe(30);
    });

    it("is started, let on and resumed in a protected environment by who may release there, not by an editor", async () => {
      const world = await behind(open, "an approval policy", drafted);
      const { storage, ungoverned, there: draft } = world;
      // Nothing holds it but the role.
      await ungoverned.change(CLEO, async (tx) => {
        const { id: environmentId, projectId } = world.production;
        const rest = { requireReason: false, breakGlass: { people: [] }, freezes: [], updatedAt: 1 };
        await tx.putPolicy({ environmentId, approvals: 0, ...rest });
        const change = { action: "policy.updated" as const, projectId, before: null, after: null, affects: [] };
        return { result: undefined, change };
      });
      const refused = { code: "FORBIDDEN", details: { needed: "releaser", held: "editor" } };
      await expect(act(storage, ANN, draft, "start")).rejects.toMatchObject(refused);
      const rollout = must(await advance(storage, await act(storage, CLEO, draft, "start")));
      await expect(act(storage, ANN, rollout, "approve")).rejects.toMatchObject(refused);
      await act(storage, CLEO, rollout, "approve");
      await act(storage, RESA, rollout, "pause");
      await expect(act(storage, ANN, rollout, "resume")).rejects.toMatchObject(refused);
      expect(await act(storage, CLEO, rollout, "resume")).toMatchObject({ status: "running" });
    });
  });
}
