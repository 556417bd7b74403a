import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Lease } from "../port.ts";
import { AUTHOR, must, wholeLog } from "./actions.case.ts";
import { given, type Open, type World } from "./given.case.ts";

const LONG = 60_000;

export function leaseCases(open: Open): void {
  test("belong to one holder at a time, who may prolong them", async () => {
    const { storage } = await given(open);
    const takes = ["a", "b", "c"].map((holder) => storage.lease("work", holder, LONG));
    const held = (await Promise.all(takes)).flatMap((lease, index) => (lease ? [{ lease, index }] : []));
    expect(held).toHaveLength(1);
    const { lease, index } = must(held[0]);
    expect(await storage.lease("work", must(["a", "b", "c"][index]), LONG)).toEqual(lease);
    expect(await storage.lease("other work", "z", LONG)).toMatchObject({ fence: 1 });
  });

  test("outlive a restart, and go to the next when they expire, with a greater fence", async () => {
    const { storage, reopen } = await given(open);
    const first = must(await storage.lease("work", "a", 1));
    await sleep(20);
    const again = await reopen();
    const second = must(await again.lease("work", "b", LONG));
    expect(second.fence).toBeGreaterThan(first.fence);
    expect(await again.lease("work", "a", LONG)).toBeUndefined();
  });

  test("one that is given back is the next one's at once, with a greater fence, and only its own holder can give it back", async () => {
    const world = await given(open);
    const { storage } = world;
    const first = must(await storage.lease("work", "a", LONG));
    await storage.endLease(first);
    const second = must(await storage.lease("work", "b", LONG));
    expect(second.fence).toBeGreaterThan(first.fence);
    await storage.endLease(first);
    expect(await storage.lease("work", "c", LONG)).toBeUndefined();
    await expect(step(world, first, "late")).rejects.toMatchObject({ code: "refused" });

    await storage.endLease(second);
    expect(must(await storage.lease("work", "b", LONG)).fence).toBeGreaterThan(second.fence);
  });

  test("a holder that was paused while another took over can't do its step, and the other can, once", async () => {
    const world = await given(open);
    const { storage } = world;
    const paused = must(await storage.lease("work", "a", 1));
    await step(world, paused, "the first step");
    await sleep(20);
    const other = must(await storage.lease("work", "b", LONG));
    await expect(step(world, paused, "the same step")).rejects.toMatchObject({ code: "refused" });
    await step(world, other, "the second step");
    const done = (await wholeLog(storage)).flatMap(({ after }) => (typeof after === "string" ? [after] : []));
    expect(done).toEqual(["the first step", "the second step"]);
  });
}

async function step({ storage, project }: World, lease: Lease, after: string): Promise<void> {
  await storage.change(AUTHOR, async (tx) => {
    await tx.requireLease(lease);
    return {
      result: undefined,
      change: { action: "flag.updated", projectId: project.id, before: null, after, affects: [] },
    };
  });
}
