import { SYSTEM } from "../auth/identity.ts";
import { asJson } from "../flags/json.ts";
import type { Lease, Storage } from "../storage/port.ts";
import type { Webhook } from "../storage/webhooks.ts";

/** Stops sending to a receiver that takes nothing. It is in the change log: the project's other webhooks tell of it. */
export async function disableWebhook(
  storage: Storage,
  lease: Lease,
  { id, projectId }: Webhook,
  why: string,
  at: number,
): Promise<void> {
  await storage.change({ actor: SYSTEM, reason: why }, async (tx) => {
    await tx.requireLease(lease);
    const webhook = (await tx.webhooks(projectId)).find((one) => one.id === id);
    if (webhook === undefined || !webhook.enabled) return { result: undefined };
    await tx.putWebhook({ ...webhook, enabled: false, disabledReason: why });
    const { name } = webhook;
    return {
      result: undefined,
      change: {
        action: "webhook.disabled",
        projectId,
        before: { name, enabled: true },
        after: asJson({ name, enabled: false, disabledReason: why }),
        affects: [],
      },
    };
  });
  await storage.webhooking.abandon(id, `The webhook was disabled: ${why}`, at);
}
