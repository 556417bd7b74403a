import { describe, expect, it } from "vitest";
import { configureFlag } from "../flags/configure-flag.ts";
import { killByTag } from "../flags/kill-by-tag.ts";
import { killFlag } from "../flags/kill-flag.ts";
import { restoreFlag } from "../flags/restore-flag.ts";
import { stepBack } from "../flags/step-back.ts";
import { updateFlag } from "../flags/update-flag.ts";
import { applyOperations } from "../operations/apply.ts";
import { ANN, CLEO, P, RESA, ramp } from "../requests/people.case.ts";
import { must } from "../storage/conformance/actions.case.ts";
import type { Open } from "../storage/conformance/given.case.ts";
import { behind, CHECKOUT, type Governed, HOUR, NOW, OBSTACLES } from "./in-the-way.case.ts";

const nothing = async () => {};

const decisions = async ({ storage, flag, production }: Governed) => {
  const { enabled, offVariant, prerequisites, targets, rules, fallthrough } = must(
    await storage.configuration(flag.id, production.id),
  );
  return { enabled, offVariant, prerequisites, targets, rules, fallthrough };
};

/** Down is free, up is guarded, whatever stands there; on any database. */
export function describeDownIsFree(database: string, open: Open): void {
  describe(`on ${database}`, { timeout: 60_000 }, () => {
    it.each(Object.keys(OBSTACLES))(
      "a responder lowers through %s: kill, kill by tag, step back, turn off",
      async (obstacle) => {
        const world = await behind(open, obstacle, nothing);
        const { storage, flag, production, percentage } = world;
        const now = async () => must(await storage.configuration(flag.id, production.id));
        await stepBack(storage, RESA, CHECKOUT, 5);
        expect(await percentage()).toBe(5);
        const { version } = await now();
        await configureFlag(storage, RESA, CHECKOUT, version, { ...(await decisions(world)), enabled: false });
        expect((await now()).enabled).toBe(false);
        await killFlag(storage, RESA, CHECKOUT);
        expect((await now()).killed).toBeDefined();
        // As if it had never been killed, for the other way to kill it.
        await restoreFlag(world.ungoverned, CLEO, CHECKOUT);
        expect((await killByTag(storage, RESA, CHECKOUT, "checkout")).killed).toEqual(["checkout"]);
      },
    );

    it.each(Object.keys(OBSTACLES))("what raises is held by %s", async (obstacle) => {
      const world = await behind(open, obstacle, nothing);
      const { storage, ungoverned, flag, production, seen, code } = world;
      const held = expect.objectContaining({ code });
      const before = await decisions(world);
      const save = configureFlag(storage, CLEO, CHECKOUT, seen, { ...before, fallthrough: { variant: "on" } });
      await expect(save).rejects.toEqual(held);
      await expect(applyOperations(storage, CLEO, P, [{ ...ramp(50), seen } as never])).rejects.toEqual(held);
      expect(await decisions(world)).toEqual(before);
      // Neither of these says what it saw: nothing else that is held here can be stale.
      if (obstacle === "a stale version") return;
      await expect(updateFlag(storage, CLEO, CHECKOUT, { archived: true })).rejects.toEqual(held);
      await killFlag(ungoverned, CLEO, CHECKOUT);
      await expect(restoreFlag(storage, CLEO, CHECKOUT)).rejects.toEqual(held);
      expect(must(await storage.configuration(flag.id, production.id)).killed).toBeDefined();
    });

    it("breaking the glass pushes a raise through all of it, and leaves an after-review", async () => {
      const world = await behind(open, "a pending change request", nothing);
      const { storage, ungoverned, project, production, percentage } = world;
      await ungoverned.change(ANN, async (tx) => {
        await tx.putPolicy({
          environmentId: production.id,
          requireReason: true,
          approvals: 1,
          breakGlass: { role: "releaser", people: [] },
          freezes: [{ name: "Peak", kind: "once", from: 0, until: NOW + HOUR }],
          updatedAt: 1,
        });
        const change = {
          action: "policy.updated" as const,
          projectId: project.id,
          before: null,
          after: null,
          affects: [],
        };
        return { result: undefined, change };
      });
      const up = applyOperations(storage, { ...CLEO, breakGlass: { reason: "an emergency" } }, P, [ramp(50)]);
      expect((await up).applied).toBe(true);
      expect(await percentage()).toBe(50);
      expect(await storage.afterReviews({ projectId: project.id, state: "open", limit: 10 })).toMatchObject([
        { actor: CLEO.actor, reason: "an emergency", rules: ["freeze", "approvals", "pending"], flags: ["checkout"] },
      ]);
    });
  });
}
