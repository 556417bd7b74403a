import type { Lease } from "./lease.ts";
import type { Action } from "./model.ts";

export const WEBHOOK_FORMATS = ["json", "slack", "teams"] as const;
export type WebhookFormat = (typeof WEBHOOK_FORMATS)[number];

/** Where changes of a project are told. */
export interface Webhook {
  id: string;
  projectId: string;
  name: string;
  url: string;
  format: WebhookFormat;
  /** Ids of the environments it hears of; none of them means all. */
  environments: string[];
  /** What it is told; none of them means everything. */
  actions: Action[];
  /** Hours between two checkpoints of the change log; 0 sends none. */
  checkpointHours: number;
  /** Counts the secrets it has had: they follow from it. */
  generation: number;
  /** When it got its present secret. Until a day later the one before signs, too. */
  rotatedAt?: number;
  enabled: boolean;
  /** Why the server disabled it. */
  disabledReason?: string;
  /** Only changes after this one are told. */
  since: number;
  createdAt: number;
  createdBy: string;
  /** How sending goes. Written by {@link Webhooks.settle} only; enabling it begins anew. */
  health: WebhookHealth;
}

export interface WebhookHealth {
  /** Attempts that failed since the last that did not. */
  failures: number;
  failingSince?: number;
  /** Nothing is sent before this moment. */
  pausedUntil: number;
  deliveredAt?: number;
  checkpointAt?: number;
  /** The change that the last checkpoint was of. */
  checkpointChange: number;
}

type DeliveryKind = "change" | "checkpoint" | "test";
type DeliveryState = "pending" | "delivered" | "failed";

/** A message to a webhook, and what became of it. */
export interface Delivery {
  /** Of the message: the same each time it is sent, so that a receiver can tell what it has. */
  id: string;
  webhookId: string;
  kind: DeliveryKind;
  /** The change log's row that it tells of. */
  changeId?: number;
  state: DeliveryState;
  attempts: number;
  nextAt: number;
  createdAt: number;
  finishedAt?: number;
  /** Of the last attempt: the answer's status, or why there was none, and how the answer began. */
  status?: number;
  error?: string;
  excerpt?: string;
  durationMs?: number;
}

export type NewDelivery = Pick<Delivery, "id" | "webhookId" | "kind" | "changeId" | "createdAt">;

/** What is sent to webhooks. Not project data, and so without a version and not in the change log. */
export interface Webhooks {
  /** Up to which change all webhooks were told; undefined before the first. */
  cursor(): Promise<number | undefined>;

  /**
   * Notes messages and, in the same transaction, how far the log is read and that checkpoints were made. A message that
   * is there already is left as it is.
   *
   * @returns false, and nothing is written, when the lease is another's now
   */
  enqueue(
    lease: Lease,
    noted: {
      cursor?: number;
      deliveries: readonly NewDelivery[];
      checkpoints?: readonly { webhookId: string; at: number; changeId: number }[];
    },
  ): Promise<boolean>;

  /** Notes one message that somebody asked for, to be sent now. */
  addDelivery(delivery: NewDelivery): Promise<void>;

  /** The pending message that is due first; none for whose lease is another's now. */
  nextDelivery(lease: Lease, webhookId: string, now: number): Promise<Delivery | undefined>;

  /** Writes what came of an attempt. @returns false, and nothing is written, when the lease is another's now */
  settle(lease: Lease, delivery: Delivery, health: WebhookHealth): Promise<boolean>;

  /** Newest first; `limit` is 1 to 200. */
  deliveries(webhookId: string, filter: { state?: DeliveryState; limit: number }): Promise<Delivery[]>;
  delivery(webhookId: string, id: string): Promise<Delivery | undefined>;
  countPending(webhookId: string): Promise<number>;

  /** Has a message sent again, with a new count of attempts. @returns whether there is one */
  redeliver(webhookId: string, id: string, at: number): Promise<boolean>;
  /** Ends what is pending as failed. */
  abandon(webhookId: string, error: string, at: number): Promise<void>;
  /** Forgets finished messages but the newest so many. */
  pruneDeliveries(webhookId: string, keep: number): Promise<void>;
}
