import type { ChangeRecord, Reads } from "../storage/port.ts";
import type { Delivery, Webhook } from "../storage/webhooks.ts";
import type { Message } from "./formats.ts";
import { tell } from "./told.ts";

/**
 * What a delivery says. It is made anew of the change log each time it is sent, so the same is said each time.
 *
 * @returns undefined when the log's row can't be read any more
 */
export async function messageOf(reads: Reads, webhook: Webhook, delivery: Delivery): Promise<Message | undefined> {
  if (delivery.kind === "test") {
    const title = `A test of the webhook ${webhook.name}`;
    return { type: "test", at: delivery.createdAt, data: {}, told: { title, by: webhook.createdBy } };
  }
  const change = delivery.changeId === undefined ? undefined : await reads.changeById(delivery.changeId);
  if (change === undefined) return undefined;
  if (delivery.kind === "change") return changeMessage(reads, webhook, change);
  const { id, hash } = change;
  const title = `Checkpoint of the change log: change ${id} has the hash ${hash}`;
  return { type: "checkpoint", at: delivery.createdAt, data: { id, hash }, told: { title, by: "Switchyard" } };
}

async function changeMessage(reads: Reads, webhook: Webhook, change: ChangeRecord): Promise<Message> {
  const project = (await reads.projects()).find(({ id }) => id === webhook.projectId);
  const environments = await reads.environments(webhook.projectId);
  const environment = environments.find(({ id }) => id === change.environmentId);
  const flag = change.flag === undefined ? undefined : await reads.flag(webhook.projectId, change.flag);
  const { id, at, action, actor, reason, segment, before, after, previousHash, hash } = change;
  const keys = new Map(environments.map((one) => [one.id, one.key]));
  const versions = Object.entries(change.versions).map(([one, version]) => [keys.get(one) ?? one, version] as const);
  const data = {
    id,
    project: project?.key,
    environment: environment?.key,
    flag: change.flag,
    segment,
    actor,
    reason,
    before,
    after,
    versions: Object.fromEntries(versions),
    previousHash,
    hash,
  };
  return { type: action, at, data, told: tell(change, environment, flag) };
}
