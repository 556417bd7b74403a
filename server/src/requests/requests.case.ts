import { describe, expect, it } from "vitest";
import { killFlag } from "../flags/kill-flag.ts";
import { applyOperations } from "../operations/apply.ts";
import { must } from "../storage/conformance/actions.case.ts";
import type { Open } from "../storage/conformance/given.case.ts";
import type { Author } from "../storage/port.ts";
import { applyRequest } from "./apply-request.ts";
import { commentOnRequest } from "./comment-on-request.ts";
import { approveRequest, declineRequest, withdrawRequest } from "./decide-request.ts";
import { editRequest } from "./edit-request.ts";
import { listRequests, requestsWaitingFor } from "./list-requests.ts";
import { lookAtRequest, mayOf } from "./look-at-request.ts";
import { openRequest } from "./open-request.ts";
import { ANN, BEN, CLEO, failingAt, givenPolicy, P, putPolicy, RESA, ROBOT, ramp, VIC } from "./people.case.ts";

/** How change requests behave, on any database. */
export function describeRequests(database: string, open: Open): void {
  async function givenRequest(options: { approvals?: number; applyWhenApproved?: boolean } = {}) {
    const world = await givenPolicy(open, options);
    const { storage, judges, project } = world;
    const input = {
      title: "Ramp checkout",
      reason: "it went well",
      operations: [ramp(50)],
      applyWhenApproved: options.applyWhenApproved ?? false,
    };
    const request = await openRequest(storage, ANN, P, input, judges);
    const where = { ...P, number: request.number };
    const look = async (by: Author = BEN) => {
      const now = must(await storage.changeRequest(project.id, request.number));
      const looked = await lookAtRequest(storage, by, project, now, judges);
      return { ...looked, may: mayOf(looked, by) };
    };
    const approve = async (by: Author, digest?: string) =>
      approveRequest(storage, by, where, { digest: digest ?? must((await look(by)).digest) }, judges);
    const apply = (by: Author) => applyRequest(storage, by, where, judges);
    return { ...world, request, where, look, approve, apply };
  }

  const refused = (code: string, message?: RegExp) =>
    expect.objectContaining({ code, ...(message ? { message: expect.stringMatching(message) } : {}) });

  describe(`change requests on ${database}`, { timeout: 30_000 }, () => {
    it("say what they would change, need somebody else's approval, and are applied once", async () => {
      const { storage, look, approve, apply, percentage, actions } = await givenRequest();
      await expect(applyOperations(storage, CLEO, P, [ramp(50)])).rejects.toEqual(refused("APPROVAL_REQUIRED"));

      const seen = await look(ANN);
      expect(seen).toMatchObject({ outdated: false, needs: 1, approvals: [] });
      expect(seen.plan?.effects).toMatchObject([
        { flag: "checkout", direction: "raises", after: expect.stringContaining("50 %") },
      ]);
      expect(seen.may).toEqual({ approve: false, decline: false, withdraw: true, edit: true, apply: false });
      await expect(apply(ANN)).rejects.toEqual(refused("FORBIDDEN", /propose it as a change request/));
      await expect(apply(CLEO)).rejects.toEqual(refused("APPROVAL_REQUIRED"));
      expect((await look(BEN)).may).toMatchObject({ approve: true, decline: true, withdraw: false, apply: false });

      await approve(BEN);
      expect((await look(ANN)).may.apply).toBe(true);
      expect(await percentage()).toBe(25);
      const answers = await Promise.allSettled([apply(ANN), apply(BEN), apply(CLEO), apply(ANN)]);
      const done = answers.filter(({ status }) => status === "fulfilled");
      expect(done).toHaveLength(1);
      expect(
        answers.filter(({ status }) => status === "rejected").map((one) => (one as PromiseRejectedResult).reason.code),
      ).toEqual(["REQUEST_CLOSED", "REQUEST_CLOSED", "REQUEST_CLOSED"]);
      expect(await percentage()).toBe(50);
      expect((await actions()).slice(-4)).toEqual([
        "request.opened",
        "request.approved",
        "flag.configured",
        "request.applied",
      ]);
      const [, configured] = await storage.changes({ projectId: (await look()).request.projectId, limit: 2 });
      expect(configured?.reason).toBe("#1 Ramp checkout: it went well");
    });

    it("are approved by nobody who proposed them, no token, and nobody who might not make the change", async () => {
      const { approve, look } = await givenRequest();
      const { digest } = await look();
      await expect(approve({ ...ANN, authority: { roleAt: () => "admin" } }, digest)).rejects.toEqual(
        refused("FORBIDDEN", /somebody other than its author/),
      );
      await expect(approve(ROBOT, digest)).rejects.toEqual(refused("FORBIDDEN", /person who is signed in/));
      for (const somebody of [VIC, RESA]) {
        await expect(approve(somebody, digest)).rejects.toEqual(
          refused("FORBIDDEN", /needs the role releaser in production/),
        );
      }
      expect((await look(VIC)).may).toEqual({
        approve: false,
        decline: false,
        withdraw: false,
        edit: false,
        apply: false,
      });
    });

    it("need approval again when the flag moved on, and show what they would change now", async () => {
      const { look, approve, apply, moveOn, percentage } = await givenRequest();
      const before = await look();
      await approve(BEN);
      await moveOn(30);
      const after = await look();
      expect(after).toMatchObject({ outdated: true, approvals: [] });
      expect(after.plan?.effects).toMatchObject([{ before: expect.stringContaining("30 %") }]);
      await expect(apply(ANN)).rejects.toEqual(refused("FORBIDDEN", /propose it as a change request/));
      await expect(apply(CLEO)).rejects.toEqual(refused("APPROVAL_REQUIRED"));
      await expect(approve(CLEO, before.digest)).rejects.toEqual(refused("VERSION_CONFLICT", /look at it again/));
      await approve(CLEO);
      expect(await look()).toMatchObject({ outdated: false, approvals: [{ actor: CLEO.actor }] });
      await apply(ANN);
      expect(await percentage()).toBe(50);
    });

    it("to restore a flag are for what it would do then, not for what somebody makes of it while it is killed", async () => {
      const { storage, ungoverned, judges, moveOn } = await givenPolicy(open);
      await moveOn(10);
      await killFlag(ungoverned, ANN, { ...P, environment: "production", flag: "checkout" });
      const restore = { kind: "restore", environment: "production", flag: "checkout", seen: "any" } as const;
      const { number } = await openRequest(
        storage,
        ANN,
        P,
        { title: "Restore", operations: [restore], applyWhenApproved: false },
        judges,
      );
      const where = { ...P, number };
      const project = must(await storage.project("default"));
      const look = async () =>
        lookAtRequest(storage, BEN, project, must(await storage.changeRequest(project.id, number)), judges);
      await approveRequest(storage, BEN, where, { digest: must((await look()).digest) }, judges);
      await moveOn(100);
      expect(await look()).toMatchObject({ outdated: true, approvals: [] });
      await expect(applyRequest(storage, CLEO, where, judges)).rejects.toEqual(refused("APPROVAL_REQUIRED"));
    });

    it("count each person once, and as many as the policy asks for", async () => {
      const { look, approve, apply } = await givenRequest({ approvals: 2 });
      await approve(BEN);
      await approve(BEN);
      expect((await look()).approvals).toHaveLength(1);
      await expect(apply(ANN)).rejects.toEqual(refused("APPROVAL_REQUIRED", /approval of 2 other people, received 1/));
      await approve(CLEO);
      await apply(ANN);
    });

    it("that are edited need approval again", async () => {
      const { storage, judges, where, look, approve, apply } = await givenRequest();
      await approve(BEN);
      await expect(editRequest(storage, BEN, where, { operations: [ramp(100)] }, judges)).rejects.toEqual(
        refused("FORBIDDEN", /only be edited by its author/),
      );
      await editRequest(storage, ANN, where, { operations: [ramp(100)], title: "All of it" }, judges);
      expect(await look()).toMatchObject({ outdated: false, approvals: [], request: { title: "All of it" } });
      await expect(apply(ANN)).rejects.toEqual(refused("FORBIDDEN", /propose it as a change request/));
      await expect(apply(CLEO)).rejects.toEqual(refused("APPROVAL_REQUIRED"));
    });

    it("are closed by a decline or a withdrawal, and stay closed", async () => {
      const { storage, judges, where, look, approve, apply } = await givenRequest();
      await approve(BEN);
      await expect(withdrawRequest(storage, BEN, where, undefined, judges)).rejects.toEqual(refused("FORBIDDEN"));
      await declineRequest(storage, CLEO, where, "not today", judges);
      const looked = await look(ANN);
      expect(looked.request.state).toBe("declined");
      expect(looked.events.map(({ kind, text }) => [kind, text])).toEqual([
        ["opened", undefined],
        ["approved", undefined],
        ["declined", "not today"],
      ]);
      expect(looked.may).toEqual({ approve: false, decline: false, withdraw: false, edit: false, apply: false });
      await expect(apply(ANN)).rejects.toEqual(refused("REQUEST_CLOSED", /is declined/));
      await expect(approve(BEN, "x")).rejects.toEqual(refused("REQUEST_CLOSED"));
      await expect(editRequest(storage, ANN, where, { title: "x" }, judges)).rejects.toEqual(refused("REQUEST_CLOSED"));
      await commentOnRequest(storage, RESA, where, "a pity");
      await expect(commentOnRequest(storage, VIC, where, "hello")).rejects.toEqual(refused("FORBIDDEN"));
      const other = await openRequest(
        storage,
        ANN,
        P,
        { title: "Again", operations: [ramp(60)], applyWhenApproved: false },
        judges,
      );
      await withdrawRequest(storage, ANN, { ...P, number: other.number }, undefined, judges);
      expect((await storage.changeRequest(other.projectId, other.number))?.state).toBe("withdrawn");
    });

    it("are refused when they change nothing, can't be done, or come from who may not propose", async () => {
      const { storage, judges, project } = await givenPolicy(open);
      const propose = (by: Author, operations: Parameters<typeof openRequest>[3]["operations"]) =>
        openRequest(storage, by, P, { title: "x", operations, applyWhenApproved: false }, judges);
      await expect(propose(ANN, [ramp(25)])).rejects.toEqual(refused("NOTHING_TO_DO"));
      await expect(propose(ANN, [ramp(25, "nowhere")])).rejects.toEqual(refused("NOT_FOUND"));
      await expect(propose(ANN, [{ ...ramp(30), seen: 1 } as never])).rejects.toEqual(refused("VERSION_CONFLICT"));
      await expect(propose(RESA, [ramp(30)])).rejects.toEqual(refused("FORBIDDEN", /needs the role editor/));
      const guest: Author = { ...ANN, authority: { roleAt: (_, id) => (id === undefined ? "viewer" : undefined) } };
      await expect(propose(guest, [ramp(30)])).rejects.toEqual(refused("NOT_FOUND", /no environment "production"/));
      expect(await storage.countOpenRequests(project.id)).toBe(0);
    });

    it("of an environment that somebody may not know of are as if they weren't there", async () => {
      const { storage, project, judges, where } = await givenRequest();
      const guest: Author = { ...CLEO, authority: { roleAt: (_, id) => (id === undefined ? "viewer" : undefined) } };
      const asked = { view: "all" as const, limit: 50 };
      expect((await listRequests(storage, guest, project, asked)).found).toEqual([]);
      expect((await listRequests(storage, VIC, project, asked)).found).toHaveLength(1);
      await expect(commentOnRequest(storage, guest, where, "x")).rejects.toEqual(refused("NOT_FOUND"));
      await expect(applyRequest(storage, guest, where, judges)).rejects.toEqual(refused("NOT_FOUND"));
    });

    it("wait for who may decide and has not", async () => {
      const { storage, project, look, approve, moveOn } = await givenRequest({ approvals: 2 });
      const waiting = async (by: Author) => (await requestsWaitingFor(storage, by, project)).length;
      expect(await Promise.all([ANN, BEN, CLEO, VIC, ROBOT].map(waiting))).toEqual([0, 1, 1, 0, 0]);
      await approve(BEN);
      expect(await Promise.all([BEN, CLEO].map(waiting))).toEqual([0, 1]);
      await moveOn(31);
      await approve(CLEO);
      expect(await Promise.all([BEN, CLEO].map(waiting))).toEqual([1, 0]);
      expect((await look(BEN)).may.approve).toBe(true);
    });

    it("never hold back a kill, and what was proposed is then looked at anew", async () => {
      const { storage, look, approve } = await givenRequest();
      await approve(BEN);
      await killFlag(storage, RESA, { ...P, environment: "production", flag: "checkout" });
      const looked = await look();
      expect(looked.plan?.effects).toMatchObject([{ direction: "same", before: expect.stringContaining("killed") }]);
    });

    it("are held by a freeze window, and applied when it is over", async () => {
      let now = 1_000;
      const world = await givenPolicy(open, { now: () => now });
      const { storage, ungoverned, judges, project, production, percentage } = world;
      const freeze = { name: "the holidays", kind: "once" as const, from: 0, until: 5_000 };
      await putPolicy(ungoverned, production.id, project.id, 1, [freeze]);
      const input = { title: "x", operations: [ramp(50)], applyWhenApproved: false };
      const { number } = await openRequest(storage, ANN, P, input, judges);
      const where = { ...P, number };
      const { digest } = await lookAtRequest(
        storage,
        BEN,
        project,
        must(await storage.changeRequest(project.id, number)),
        judges,
      );
      await approveRequest(storage, BEN, where, { digest: must(digest) }, judges);
      await expect(applyRequest(storage, ANN, where, judges)).rejects.toEqual(refused("FROZEN", /the holidays/));
      expect(await percentage()).toBe(25);
      now = 5_000;
      await applyRequest(storage, ANN, where, judges);
      expect(await percentage()).toBe(50);
    });

    it("lose nothing and do nothing twice when the database fails at any step of applying", async () => {
      const { ungoverned, govern, where, approve, judges, percentage, request, actions } = await givenRequest();
      await approve(BEN);
      const logged = (await actions()).length;
      let failAt = 1;
      const failing = govern(failingAt(ungoverned, () => failAt));
      for (; ; failAt++) {
        const outcome = await applyRequest(failing, ANN, where, judges).catch((error: Error) => error);
        if (!(outcome instanceof Error)) break;
        expect(outcome.message).toBe(`fails at step ${failAt}`);
        expect(await percentage()).toBe(25);
        expect((await ungoverned.changeRequest(request.projectId, request.number))?.state).toBe("open");
        expect(await actions()).toHaveLength(logged);
      }
      expect(failAt).toBeGreaterThan(10);
      expect(await percentage()).toBe(50);
      expect((await actions()).slice(logged)).toEqual(["flag.configured", "request.applied"]);
    });

    it("are applied by one of two nodes, and are there after a restart", async () => {
      const { another, ungoverned, reopen, govern, where, approve, judges, actions } = await givenRequest();
      await approve(BEN);
      const nodes = another ? [ungoverned, await another()] : [ungoverned, ungoverned];
      const answers = await Promise.allSettled(
        [...nodes, ...nodes].map((node, index) => applyRequest(govern(node), index % 2 ? BEN : ANN, where, judges)),
      );
      expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      const again = await reopen();
      expect((await actions(again)).filter((action) => action === "request.applied")).toHaveLength(1);
      await expect(applyRequest(govern(again), ANN, where, judges)).rejects.toEqual(refused("REQUEST_CLOSED"));
    });
  });
}
