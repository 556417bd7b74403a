import type { Environment } from "../storage/port.ts";
import type { Delivery, Webhook } from "../storage/webhooks.ts";

const SHOWN_END = 4;

/** An address without what may be a secret: its path and its query. The last letters tell two of them apart. */
function shownUrl(text: string): string {
  if (!URL.canParse(text)) return "unreadable";
  const { origin, pathname, search } = new URL(text);
  const rest = `${pathname}${search}`;
  return rest.length <= SHOWN_END ? `${origin}${rest}` : `${origin}/…${rest.slice(-SHOWN_END)}`;
}

export function webhookView(webhook: Webhook, environments: readonly Environment[], pending: number) {
  const { id, name, format, actions, checkpointHours, enabled, createdAt, createdBy, health } = webhook;
  return {
    id,
    name,
    url: shownUrl(webhook.url),
    format,
    environments: environments.filter((one) => webhook.environments.includes(one.id)).map(({ key }) => key),
    actions: [...actions],
    checkpointHours,
    enabled,
    disabledReason: webhook.disabledReason ?? null,
    createdAt,
    createdBy,
    rotatedAt: webhook.rotatedAt ?? null,
    failures: health.failures,
    failingSince: health.failingSince ?? null,
    deliveredAt: health.deliveredAt ?? null,
    pending,
  };
}

export function deliveryView(delivery: Delivery) {
  const { id, kind, state, attempts, createdAt, nextAt } = delivery;
  return {
    id,
    kind,
    change: delivery.changeId ?? null,
    state,
    attempts,
    createdAt,
    nextAt: state === "pending" ? nextAt : null,
    finishedAt: delivery.finishedAt ?? null,
    status: delivery.status ?? null,
    error: delivery.error ?? null,
    excerpt: delivery.excerpt ?? null,
    durationMs: delivery.durationMs ?? null,
  };
}
