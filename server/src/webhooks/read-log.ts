import type { ChangeRecord, Lease, Storage } from "../storage/port.ts";
import type { NewDelivery, Webhook } from "../storage/webhooks.ts";
import { isToldOf } from "./told.ts";

const PAGE = 200;
/** At one time; the rest a moment later. */
const MAX_PAGES = 20;
const HOUR_MS = 3_600_000;

/**
 * Notes for each webhook what the change log tells since the last time, and the checkpoints that are due. What is noted and
 * how far the log is read become true together, so nothing is left out and nothing is noted twice.
 *
 * @returns false when the lease is another's now
 */
export async function readLog(storage: Storage, lease: Lease, now: number): Promise<boolean> {
  const since = Math.min(...(await storage.webhooks()).map((webhook) => webhook.since));
  let cursor = Math.max((await storage.webhooking.cursor()) ?? 0, Number.isFinite(since) ? since : 0);
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = await storage.changeLog(cursor, PAGE);
    const last = page.at(-1);
    if (last === undefined) break;
    // Read after the page: whoever was made by one of its changes is among them.
    const webhooks = await storage.webhooks();
    const deliveries = page.flatMap((change) =>
      webhooks.filter((webhook) => isToldOf(webhook, change)).map((webhook) => deliveryOf(webhook, change, now)),
    );
    if (!(await storage.webhooking.enqueue(lease, { cursor: last.id, deliveries }))) return false;
    cursor = last.id;
    if (page.length < PAGE) break;
  }
  return noteCheckpoints(storage, lease, cursor, now);
}

async function noteCheckpoints(storage: Storage, lease: Lease, changeId: number, now: number): Promise<boolean> {
  const due = (await storage.webhooks()).filter((webhook) => isCheckpointDue(webhook, changeId, now));
  if (due.length === 0 || changeId === 0) return true;
  return storage.webhooking.enqueue(lease, {
    deliveries: due.map(({ id }) => ({
      id: messageId(id, `${changeId}-checkpoint`),
      webhookId: id,
      kind: "checkpoint",
      changeId,
      createdAt: now,
    })),
    checkpoints: due.map(({ id }) => ({ webhookId: id, at: now, changeId })),
  });
}

function isCheckpointDue({ enabled, checkpointHours, health }: Webhook, changeId: number, now: number): boolean {
  if (!enabled || checkpointHours === 0 || health.checkpointChange === changeId) return false;
  return health.checkpointAt === undefined || now - health.checkpointAt >= checkpointHours * HOUR_MS;
}

/** Follows from the webhook and the change: however often it is noted or sent, it is the same message. */
const messageId = (webhookId: string, what: string) => `msg_${webhookId.replaceAll("-", "")}_${what}`;

const deliveryOf = (webhook: Webhook, { id }: ChangeRecord, now: number): NewDelivery => ({
  id: messageId(webhook.id, String(id)),
  webhookId: webhook.id,
  kind: "change",
  changeId: id,
  createdAt: now,
});
