import { describe, expect, it } from "vitest";
import { killFlag } from "../flags/kill-flag.ts";
import { applyOperations } from "../operations/apply.ts";
import type { Operation } from "../operations/operation.ts";
import { actOnRollout, type RolloutAct } from "../rollouts/act.ts";
import { createRollout, type RolloutDraft } from "../rollouts/create-rollout.ts";
import { givenScheduler, HOUR, START } from "../schedules/scheduler.case.ts";
import { must } from "../storage/conformance/actions.case.ts";
import type { Open } from "../storage/conformance/given.case.ts";
import type { Author, Rollout } from "../storage/port.ts";
import { applyRequest } from "./apply-request.ts";
import { approveRequest } from "./decide-request.ts";
import { lookAtRequest, mayOf } from "./look-at-request.ts";
import { openRequest } from "./open-request.ts";
import { ANN, BEN, CLEO, failingAt, givenPolicy, P, putPolicy, RESA } from "./people.case.ts";

const AT = { ...P, environment: "production", flag: "checkout" };
const DRAFT: RolloutDraft = {
  stages: [
    { percentage: 5, holdMs: 0, minTreated: 0, approval: true },
    { percentage: 50, holdMs: 0, minTreated: 0 },
    { percentage: 100, holdMs: 0, minTreated: 0 },
  ],
};

/** How what raises a guarded rollout is proposed to others, on any database. */
export function describeRolloutRequests(database: string, open: Open): void {
  async function givenDraft(options: { approvals?: number } = {}) {
    const world = await givenPolicy(open, options);
    const { storage, ungoverned, judges, project, moveOn } = world;
    // Below the first stage, so that its start raises.
    await moveOn(1);
    const { rollout } = await createRollout(storage, ANN, AT, DRAFT);
    const at = { ...AT, rollout: rollout.id };
    const operation = (kind: "startRollout" | "resumeRollout"): Operation => ({
      kind,
      environment: "production",
      flag: "checkout",
      rollout: rollout.id,
    });
    const agree = (stage: number): Operation => ({
      kind: "approveStage",
      environment: "production",
      flag: "checkout",
      rollout: rollout.id,
      stage,
    });
    const propose = async (operations: Operation[], by = ANN) => {
      const input = { title: "Let it climb", operations, applyWhenApproved: false };
      const { number } = await openRequest(storage, by, P, input, judges);
      const where = { ...P, number };
      const look = async (who: Author = BEN) => {
        const looked = await lookAtRequest(
          storage,
          who,
          project,
          must(await storage.changeRequest(project.id, number)),
          judges,
        );
        return { ...looked, may: mayOf(looked, who) };
      };
      return {
        where,
        look,
        approve: async (who: Author, digest?: string) =>
          approveRequest(storage, who, where, { digest: digest ?? must((await look(who)).digest) }, judges),
        apply: (who: Author, of = storage) => applyRequest(of, who, where, judges),
      };
    };
    return {
      ...world,
      at,
      operation,
      agree,
      propose,
      act: (act: RolloutAct, by: Author = BEN, of = storage) => actOnRollout(of, by, at, act),
      /** In the name of the server, which has looked at the guards. */
      climb: async () => {
        const now = must(await ungoverned.rollout(rollout.id));
        await moveOn(50);
        await ungoverned.change({ actor: { kind: "system", id: "test", name: "test" } }, async (tx) => {
          await tx.putRollout({ ...now, progress: { stage: now.progress.stage + 1, since: 1 } });
          const change = { action: "rollout.advanced" as const, projectId: project.id, flag: "checkout" };
          return { result: undefined, change: { ...change, before: null, after: null, affects: [] } };
        });
      },
      rollout: async (of = storage): Promise<Rollout> => must(await of.rollout(rollout.id)),
    };
  }

  const refused = (code: string, message?: RegExp) =>
    expect.objectContaining({ code, ...(message ? { message: expect.stringMatching(message) } : {}) });

  describe(`proposals of guarded rollouts on ${database}`, { timeout: 30_000 }, () => {
    it("say which way they go, are approved by somebody else, and start it once", async () => {
      const { act, operation, propose, storage, rollout, percentage, actions } = await givenDraft();
      await expect(act("start")).rejects.toEqual(refused("APPROVAL_REQUIRED", /propose it as a change request/));
      await expect(applyOperations(storage, CLEO, P, [operation("startRollout")])).rejects.toEqual(
        refused("APPROVAL_REQUIRED"),
      );
      await expect(propose([operation("startRollout")], RESA)).rejects.toEqual(refused("FORBIDDEN"));
      const { look, approve, apply } = await propose([operation("startRollout")]);
      const seen = await look(ANN);
      expect(seen).toMatchObject({ needs: 1, may: { approve: false, apply: false } });
      expect(seen.plan?.effects).toMatchObject([{ direction: "raises", after: expect.stringContaining("5 %") }]);
      expect(seen.plan?.changes.map(({ change }) => change.after)).toContainEqual(
        expect.objectContaining({ way: [5, 50, 100], guards: ["errors", "latency", "p99"] }),
      );
      await expect(approve({ ...ANN, authority: BEN.authority })).rejects.toEqual(refused("FORBIDDEN"));
      await expect(apply(CLEO)).rejects.toEqual(refused("APPROVAL_REQUIRED"));
      await approve(BEN);
      expect((await rollout()).status).toBe("draft");
      const answers = await Promise.allSettled([apply(ANN), apply(BEN), apply(CLEO), apply(ANN)]);
      expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect(await rollout()).toMatchObject({ status: "running", progress: { stage: 0 } });
      expect(await percentage()).toBe(5);
      expect((await actions()).slice(-3)).toEqual(["flag.configured", "rollout.started", "request.applied"]);
    });

    it("need approval again when the flag has moved, and are over with their plan", async () => {
      const { act, operation, propose, rollout, moveOn } = await givenDraft();
      const { look, approve, apply } = await propose([operation("startRollout")]);
      const before = await look();
      await approve(BEN);
      await moveOn(3);
      expect(await look()).toMatchObject({ outdated: true, approvals: [] });
      await expect(apply(CLEO)).rejects.toEqual(refused("APPROVAL_REQUIRED"));
      await expect(approve(CLEO, before.digest)).rejects.toEqual(refused("VERSION_CONFLICT"));
      await approve(CLEO);
      await act("discard", ANN);
      expect(await look()).toMatchObject({ outdated: true, problem: refused("ROLLOUT_STATE", /is stopped/) });
      await expect(apply(ANN)).rejects.toEqual(refused("ROLLOUT_STATE"));
      expect((await rollout()).status).toBe("stopped");
    });

    it("are asked for before it is resumed or goes past a stage, by a releaser, too; down needs nobody", async () => {
      const { act, agree, climb, operation, propose, rollout, percentage, ungoverned } = await givenDraft();
      await act("start", BEN, ungoverned);
      await act("pause", RESA);
      await expect(act("resume", ANN)).rejects.toEqual(refused("FORBIDDEN", /releaser/));
      await expect(act("resume", BEN)).rejects.toEqual(refused("APPROVAL_REQUIRED"));
      const resumption = await propose([operation("resumeRollout")]);
      expect(await resumption.look()).toMatchObject({ deciders: [{ key: "production" }], needs: 1 });
      await expect(resumption.approve(RESA)).rejects.toEqual(refused("FORBIDDEN"));
      await resumption.approve(CLEO);
      await resumption.apply(ANN);
      expect((await rollout()).status).toBe("running");
      await expect(act("approve", BEN)).rejects.toEqual(refused("APPROVAL_REQUIRED"));
      await expect(propose([agree(2)])).rejects.toEqual(refused("ROLLOUT_STATE", /at the stage before 2, it is at 0/));
      const agreement = await propose([agree(1)]);
      await agreement.approve(BEN);
      await climb();
      // What was agreed to is behind it; the next is not agreed to by that.
      await expect(agreement.apply(ANN)).rejects.toEqual(refused("ROLLOUT_STATE"));
      await act("stepBack", RESA);
      await act("rollBack", RESA);
      expect(await percentage()).toBe(0);
    });

    it("are not needed where no policy asks: in a protected environment a releaser starts it and agrees, an editor does not", async () => {
      const { act, rollout } = await givenDraft({ approvals: 0 });
      await expect(act("start", ANN)).rejects.toEqual(refused("FORBIDDEN"));
      await act("start");
      await expect(act("approve", ANN)).rejects.toEqual(refused("FORBIDDEN", /needs the role releaser/));
      await act("approve");
      expect((await rollout()).progress.approved).toMatchObject({ stage: 1, by: "Ben" });
    });

    it("wait for the end of a freeze, which holds a resumption, too", async () => {
      const { act, project, production, ungoverned, rollout } = await givenDraft({ approvals: 0 });
      await act("start");
      await act("pause", RESA);
      const freeze = { name: "Holidays", kind: "once" as const, from: 1, until: Date.now() + HOUR };
      await putPolicy(ungoverned, production.id, project.id, 0, [freeze]);
      await expect(act("resume")).rejects.toEqual(refused("FROZEN"));
      await act("stop", RESA);
      expect((await rollout()).status).toBe("stopped");
    });

    it("start nothing, or all of it, when the database fails at any step", async () => {
      const { govern, operation, propose, rollout, percentage, ungoverned } = await givenDraft();
      const { approve, apply } = await propose([operation("startRollout")]);
      await approve(BEN);
      let failAt = 1;
      const failing = govern(failingAt(ungoverned, () => failAt));
      for (; ; failAt++) {
        const outcome = await apply(ANN, failing).catch((error: Error) => error);
        if (!(outcome instanceof Error)) break;
        expect(outcome.message).toBe(`fails at step ${failAt}`);
        expect((await rollout()).status).toBe("draft");
        expect(await percentage()).toBe(1);
      }
      expect(failAt).toBeGreaterThan(10);
      expect(await rollout()).toMatchObject({ status: "running" });
      expect(await percentage()).toBe(5);
    });

    it("may have a time: it starts once then, not after a kill, and nobody agrees to a stage beforehand", async () => {
      const world = await givenScheduler(open, { approvals: 1 });
      const { add, approve, at, row, storage, ungoverned } = world;
      const { rollout } = await createRollout(storage, ANN, AT, DRAFT);
      const start: Operation = {
        kind: "startRollout",
        environment: "production",
        flag: "checkout",
        rollout: rollout.id,
      };
      const schedule = await add({ operations: [start], at: START + HOUR }, ANN);
      expect(schedule.state).toBe("waiting");
      await approve(schedule, BEN);
      expect(await at(START + HOUR)).toEqual(["ran"]);
      expect(await at(START + 2 * HOUR)).toEqual([]);
      expect(await storage.rollout(rollout.id)).toMatchObject({ status: "running" });
      expect((await storage.scheduleRuns(schedule.id, 5)).map(({ message }) => message)).toEqual([
        "Changed checkout in production and Started guarded rollout of checkout in production: 5 % → 50 % → 100 %, " +
          "guarded by errors, latency and p99",
      ]);

      const agree: Operation = {
        kind: "approveStage",
        environment: "production",
        flag: "checkout",
        rollout: rollout.id,
        stage: 1,
      };
      await expect(add({ operations: [agree], at: START + 3 * HOUR }, ANN)).rejects.toEqual(
        refused("INVALID_REQUEST", /can't be scheduled/),
      );
      await actOnRollout(storage, RESA, { ...AT, rollout: rollout.id }, "rollBack");
      const { rollout: second } = await createRollout(storage, ANN, AT, DRAFT);
      const again = { ...start, rollout: second.id };
      await expect(add({ operations: [again], cron: "0 9 * * *" }, ANN)).rejects.toEqual(
        refused("INVALID_REQUEST", /is done once/),
      );
      const later = await add({ operations: [again], at: START + 4 * HOUR }, ANN);
      await approve(later, CLEO);
      await killFlag(ungoverned, RESA, AT);
      await at(START + 4 * HOUR);
      expect(await row(later)).toMatchObject({ state: "cancelled" });
      expect(await storage.rollout(second.id)).toMatchObject({ status: "draft" });
    });
  });
}
