import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Delivery, Project, Storage, Trigger, Webhook } from "../port.ts";
import { AUTHOR, must } from "./actions.case.ts";
import { given, type Open, type World } from "./given.case.ts";

const LONG = 60_000;

export function webhookCases(open: Open): void {
  test("is kept as it was put; an edit leaves alone how sending goes, and enabling begins that anew", async () => {
    const { storage, project, reopen } = await given(open);
    const webhook = newWebhook(project, { environments: ["e"], actions: ["flag.killed"], rotatedAt: 5 });
    await put(storage, webhook);
    const lease = must(await storage.lease("webhooks", "a", LONG));
    await storage.webhooking.enqueue(lease, { deliveries: [note("m1", webhook, 1)] });
    const failing = { failures: 3, failingSince: 7, pausedUntil: 9, deliveredAt: 4, checkpointChange: 0 };
    const delivery = must(await storage.webhooking.nextDelivery(lease, webhook.id, 100));
    expect(await storage.webhooking.settle(lease, { ...delivery, attempts: 3, nextAt: 50 }, failing)).toBe(true);
    await put(storage, { ...webhook, name: "other" });
    const again = await reopen();
    expect(await again.webhooks(project.id)).toEqual([{ ...webhook, name: "other", health: failing }]);
    await put(again, { ...webhook, enabled: false, disabledReason: "gone" });
    expect(must((await again.webhooks())[0])).toMatchObject({
      enabled: false,
      disabledReason: "gone",
      health: failing,
    });
    await put(again, webhook);
    const fresh = { failures: 0, pausedUntil: 0, deliveredAt: 4, checkpointChange: 0 };
    expect((await again.webhooks(project.id))[0]).toEqual({ ...webhook, health: fresh });
    expect(await again.webhooks("another")).toEqual([]);
  });

  test("messages are noted once, with how far the log was read, by who holds the lease only", async () => {
    const { storage, webhook } = await givenWebhook(open);
    const lease = must(await storage.lease("webhooks", "a", 1));
    expect(await storage.webhooking.cursor()).toBeUndefined();
    const deliveries = [note("m2", webhook, 2), note("m1", webhook, 1)];
    expect(await storage.webhooking.enqueue(lease, { cursor: 2, deliveries })).toBe(true);
    expect(await storage.webhooking.enqueue(lease, { cursor: 3, deliveries })).toBe(true);
    expect([await storage.webhooking.cursor(), await storage.webhooking.countPending(webhook.id)]).toEqual([3, 2]);
    await sleep(20);
    const other = must(await storage.lease("webhooks", "b", LONG));
    const late = { cursor: 9, deliveries: [note("m9", webhook, 9)] };
    expect(await storage.webhooking.enqueue(lease, late)).toBe(false);
    expect(await storage.webhooking.cursor()).toBe(3);
    expect(await storage.webhooking.nextDelivery(lease, webhook.id, 100)).toBeUndefined();
    const first = must(await storage.webhooking.nextDelivery(other, webhook.id, 100));
    expect(first).toMatchObject({ id: "m1", changeId: 1, state: "pending", attempts: 0 });
    const done: Delivery = { ...first, state: "delivered", attempts: 1, finishedAt: 9, status: 200, excerpt: "ok" };
    expect(await storage.webhooking.settle(lease, done, webhook.health)).toBe(false);
    expect(await storage.webhooking.settle(other, done, webhook.health)).toBe(true);
    expect(await storage.webhooking.delivery(webhook.id, "m1")).toEqual(done);
    expect(await storage.webhooking.delivery("another", "m1")).toBeUndefined();
  });

  test("the due message comes first; those of another moment, webhook or state don't", async () => {
    const { storage, webhook } = await givenWebhook(open);
    const lease = must(await storage.lease("webhooks", "a", LONG));
    const other = newWebhook(must(await storage.project("default")), { id: "w2" });
    await put(storage, other);
    for (const [id, one, at] of [
      ["a", webhook, 30],
      ["b", webhook, 20],
      ["c", other, 10],
    ] as const) {
      await storage.webhooking.addDelivery({ ...note(id, one, 1), createdAt: at });
    }
    expect(await storage.webhooking.nextDelivery(lease, webhook.id, 19)).toBeUndefined();
    expect(must(await storage.webhooking.nextDelivery(lease, webhook.id, 30)).id).toBe("b");
    const list = async (filter: object) =>
      (await storage.webhooking.deliveries(webhook.id, { limit: 50, ...filter })).map(({ id }) => id);
    expect(await list({})).toEqual(["a", "b"]);
    expect(await list({ limit: 1 })).toEqual(["a"]);
    await storage.webhooking.abandon(webhook.id, "stopped", 40);
    expect([await list({ state: "failed" }), await list({ state: "pending" })]).toEqual([["a", "b"], []]);
    expect(await storage.webhooking.delivery(webhook.id, "a")).toMatchObject({ error: "stopped", finishedAt: 40 });
    expect(await storage.webhooking.redeliver(webhook.id, "a", 60)).toBe(true);
    expect(await storage.webhooking.redeliver(other.id, "a", 60)).toBe(false);
    expect(must(await storage.webhooking.nextDelivery(lease, webhook.id, 60))).toMatchObject({ id: "a", attempts: 0 });
    expect(await storage.webhooking.countPending(other.id)).toBe(1);
  });

  test("the newest finished messages are kept, and all that wait; a webhook goes with its messages", async () => {
    const { storage, webhook, project } = await givenWebhook(open);
    for (let at = 1; at <= 6; at += 1) {
      await storage.webhooking.addDelivery({ ...note(`m${at}`, webhook, at), createdAt: at });
    }
    await storage.webhooking.abandon(webhook.id, "stopped", 9);
    await storage.webhooking.redeliver(webhook.id, "m1", 9);
    await storage.webhooking.pruneDeliveries(webhook.id, 2);
    const kept = await storage.webhooking.deliveries(webhook.id, { limit: 50 });
    expect(kept.map(({ id }) => id)).toEqual(["m6", "m5", "m1"]);
    await change(storage, project, (tx) => tx.deleteWebhook(webhook.id));
    expect(await storage.webhooks()).toEqual([]);
    expect(await storage.webhooking.deliveries(webhook.id, { limit: 50 })).toEqual([]);
    await expect(change(storage, project, (tx) => tx.deleteWebhook(webhook.id))).rejects.toMatchObject({
      code: "refused",
    });
  });

  test("a trigger is found by its hash until it is revoked", async () => {
    const { storage, project, production, staging } = await given(open);
    const trigger: Trigger = {
      id: "t1",
      projectId: project.id,
      environmentId: production.id,
      flag: "checkout",
      name: "errors",
      percentage: 12.5,
      hint: "sw_trigger_abcd",
      createdAt: 5,
      createdBy: "Ada",
    };
    const hash = "a".repeat(64);
    await change(storage, project, (tx) => tx.insertTrigger(trigger, hash));
    expect(await storage.triggering.triggerByHash(hash)).toEqual(trigger);
    expect(await storage.triggering.triggerByHash("b".repeat(64))).toBeUndefined();
    await storage.triggering.noteTriggered("t1", 9, "HighErrorRate");
    const used = { ...trigger, lastUsedAt: 9, lastAlert: "HighErrorRate" };
    expect([await storage.triggers(production.id), await storage.triggers(staging.id)]).toEqual([[used], []]);
    await change(storage, project, (tx) => tx.revokeTrigger("t1", 10));
    expect(await storage.triggering.triggerByHash(hash)).toBeUndefined();
    expect(await storage.triggers(production.id)).toEqual([]);
    await expect(change(storage, project, (tx) => tx.revokeTrigger("t2", 10))).rejects.toMatchObject({
      code: "refused",
    });
  });
}

function newWebhook(project: Project, patch: Partial<Webhook> = {}): Webhook {
  return {
    id: "w1",
    projectId: project.id,
    name: "chat",
    url: "https://example.com/hook",
    format: "json",
    environments: [],
    actions: [],
    checkpointHours: 0,
    generation: 1,
    enabled: true,
    since: 0,
    createdAt: 5,
    createdBy: "Ada",
    health: { failures: 0, pausedUntil: 0, checkpointChange: 0 },
    ...patch,
  };
}

const note = (id: string, webhook: Webhook, changeId: number) => ({
  id,
  webhookId: webhook.id,
  kind: "change" as const,
  changeId,
  createdAt: 10,
});

type Work = Parameters<Parameters<Storage["change"]>[1]>[0];

const change = (storage: Storage, project: Project, work: (tx: Work) => Promise<void>) =>
  storage.change(AUTHOR, async (tx) => {
    await work(tx);
    const change = {
      action: "webhook.updated" as const,
      projectId: project.id,
      before: null,
      after: null,
      affects: [],
    };
    return { result: undefined, change };
  });

const put = (storage: Storage, webhook: Webhook) =>
  change(storage, { id: webhook.projectId } as Project, (tx) => tx.putWebhook(webhook));

async function givenWebhook(open: Open): Promise<World & { webhook: Webhook }> {
  const world = await given(open);
  const webhook = newWebhook(world.project);
  await put(world.storage, webhook);
  return { ...world, webhook };
}
