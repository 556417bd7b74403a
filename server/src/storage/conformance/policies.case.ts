import { expect, test } from "vitest";
import type { AfterReview, Policy, Transaction } from "../port.ts";
import { AUTHOR } from "./actions.case.ts";
import { given, type Open, type World } from "./given.case.ts";

const policyOf = (environmentId: string, change: Partial<Policy> = {}): Policy => ({
  environmentId,
  requireReason: true,
  approvals: 2,
  breakGlass: { role: "releaser", people: ["u-1", "Zoë"] },
  freezes: [
    { kind: "recurring", name: "Weekends", cron: "0 17 * * 5", minutes: 3840, timeZone: "Europe/Berlin" },
    { kind: "once", name: "Holidays", from: 1, until: 1_800_000_000_000 },
  ],
  updatedAt: 1_700_000_000_000,
  ...change,
});

const reviewOf = (environmentId: string, id: string, openedAt: number): AfterReview => ({
  id,
  environmentId,
  actor: { kind: "user", id: "u-1", name: "Ada" },
  reason: "payments are down",
  rules: ["role", "freeze"],
  flags: ["checkout"],
  openedAt,
});

function write({ storage, project }: World, work: (tx: Transaction) => Promise<void>) {
  return storage.change(AUTHOR, async (tx) => {
    await work(tx);
    const change = { action: "policy.updated" as const, projectId: project.id, before: null, after: null, affects: [] };
    return { result: undefined, change };
  });
}

export function policyCases(open: Open): void {
  test("a policy is kept as it is, replaced, and seen within the transaction that writes it", async () => {
    const world = await given(open);
    const { storage, production, staging, reopen } = world;
    expect(await storage.policy(production.id)).toBeUndefined();
    await write(world, async (tx) => {
      await tx.putPolicy(policyOf(production.id));
      expect(await tx.policy(production.id)).toEqual(policyOf(production.id));
    });
    const bare = policyOf(production.id, {
      requireReason: false,
      approvals: 0,
      breakGlass: { people: [] },
      freezes: [],
    });
    expect(await storage.policy(production.id)).toEqual(policyOf(production.id));
    await write(world, (tx) => tx.putPolicy(bare));
    const again = await reopen();
    expect(await again.policy(production.id)).toEqual(bare);
    expect(await again.policy(staging.id)).toBeUndefined();
  });

  test("one that can't be read is damaged and not absent, and can be replaced", async () => {
    const world = await given(open);
    const { storage, production, execute, damage } = world;
    await write(world, (tx) => tx.putPolicy(policyOf(production.id)));
    for (const wrong of ["freezes = '{'", "approvals = -1", `break_glass = '{"people":[],"role":"god"}'`]) {
      await execute(`update policies set ${wrong}`);
      expect(await storage.policy(production.id)).toBe("damaged");
      await write(world, (tx) => tx.putPolicy(policyOf(production.id)));
      expect(await storage.policy(production.id)).toEqual(policyOf(production.id));
    }
    expect(damage.join("\n")).toContain("policies");
  });

  test("what could not be read back is never written", async () => {
    const world = await given(open);
    const { production } = world;
    const wrong = policyOf(production.id, { approvals: 0.5 });
    await expect(write(world, (tx) => tx.putPolicy(wrong))).rejects.toMatchObject({ code: "refused" });
  });

  test("after-reviews are listed newest first by state, each project its own, and closed once", async () => {
    const world = await given(open);
    const { storage, project, production, staging } = world;
    const reviews = [reviewOf(production.id, "a", 1), reviewOf(staging.id, "b", 2), reviewOf(production.id, "c", 3)];
    await write(world, async (tx) => {
      for (const review of reviews) await tx.insertAfterReview(review);
    });
    const ids = async (filter: object) =>
      (await storage.afterReviews({ projectId: project.id, limit: 10, ...filter })).map(({ id }) => id);
    expect(await ids({})).toEqual(["c", "b", "a"]);
    expect(await ids({ limit: 2 })).toEqual(["c", "b"]);
    expect(await ids({ before: 2 })).toEqual(["a"]);
    expect(await ids({ projectId: "another" })).toEqual([]);

    const closed = { by: { kind: "user" as const, id: "u-2", name: "Bob" }, at: 4, note: "it was right" };
    await write(world, (tx) => tx.closeAfterReview("b", closed));
    expect(await storage.afterReview("b")).toEqual({ ...reviews[1], closed });
    expect(await storage.afterReview("a")).toEqual(reviews[0]);
    expect(await storage.afterReview("nothing")).toBeUndefined();
    expect(await ids({ state: "open" })).toEqual(["c", "a"]);
    expect(await ids({ state: "closed" })).toEqual(["b"]);
    for (const id of ["b", "nothing"]) {
      await expect(write(world, (tx) => tx.closeAfterReview(id, closed))).rejects.toMatchObject({ code: "refused" });
    }
  });
}
