import type { OnDamage } from "../damage.ts";
import { promised } from "../promised.ts";
import type { Triggers } from "../triggers.ts";
import type { Webhooks } from "../webhooks.ts";
import type { Connection } from "./database.ts";
import { createDeliveryReads, createTriggerReads, type TriggerReads, type WebhookReads } from "./webhook-reads.ts";
import { createDeliveryWrites, createTriggerWrites, type TriggerWrites, type WebhookWrites } from "./webhook-writes.ts";

type Call = (run: () => unknown) => Promise<unknown>;
interface Calls {
  onDamage: OnDamage;
  read: Call;
  write: Call;
}

/** What is sent to webhooks: read from one connection, written through the other one's queue. */
export const createWebhooking = (
  reader: Connection,
  writer: Connection,
  { onDamage, read, write }: Calls,
): Webhooks => ({
  ...promised<WebhookReads>(createDeliveryReads(reader, onDamage), read),
  ...promised<WebhookWrites>(createDeliveryWrites(writer), write),
});

export const createTriggering = (
  reader: Connection,
  writer: Connection,
  { onDamage, read, write }: Calls,
): Triggers => ({
  ...promised<TriggerReads>(createTriggerReads(reader, onDamage), read),
  ...promised<TriggerWrites>(createTriggerWrites(writer), write),
});
