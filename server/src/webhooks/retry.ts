import type { Delivery, WebhookHealth } from "../storage/webhooks.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long after each failed attempt the next one is made. After the last one the message is given up. */
const RETRY_MS = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
] as const;
/** Each of them is longer or shorter by up to this part, so that what failed together does not come back together. */
const JITTER = 0.2;
/** What a receiver asks for counts up to here. */
const MAX_RETRY_AFTER_MS = HOUR;
/** While a webhook fails, its messages wait for one another: the next is tried after 1, 2, 4 … seconds, at most this. */
const MAX_PAUSE_MS = MINUTE;

/** A webhook that fails for so long, so often, is disabled. */
const DISABLE_AFTER_MS = 24 * HOUR;
const DISABLE_AFTER_FAILURES = 10;

/** What an attempt came to. */
export interface Attempt {
  at: number;
  durationMs: number;
  status?: number;
  error?: string;
  excerpt?: string;
  /** Seconds. */
  retryAfter?: number;
}

/** 410 Gone: whoever it was wants no more messages. */
const GONE = 410;

/**
 * What follows from an attempt: for the message, and for its webhook.
 *
 * @param random from 0 to 1
 */
export function afterAttempt(
  delivery: Delivery,
  health: WebhookHealth,
  attempt: Attempt,
  random = Math.random(),
): { delivery: Delivery; health: WebhookHealth; disable?: string } {
  const { at, status, error, excerpt, durationMs } = attempt;
  const attempts = delivery.attempts + 1;
  const seen = { ...delivery, attempts, status, error, excerpt, durationMs };
  if (error === undefined) {
    const healthy = { ...health, failures: 0, failingSince: undefined, pausedUntil: 0, deliveredAt: at };
    return { delivery: { ...seen, state: "delivered", finishedAt: at }, health: healthy };
  }
  const spread = 1 + JITTER * (2 * random - 1);
  const failures = health.failures + 1;
  const failingSince = health.failingSince ?? at;
  const asked = Math.min((attempt.retryAfter ?? 0) * SECOND, MAX_RETRY_AFTER_MS);
  const pause = Math.max(Math.min(2 ** (failures - 1) * SECOND, MAX_PAUSE_MS) * spread, asked);
  const failing = { ...health, failures, failingSince, pausedUntil: Math.round(at + pause) };
  const wait = RETRY_MS[attempts - 1];
  const next: Delivery =
    wait === undefined
      ? { ...seen, state: "failed", finishedAt: at }
      : { ...seen, state: "pending", nextAt: Math.round(at + Math.max(wait * spread, asked)) };
  const isLong = at - failingSince >= DISABLE_AFTER_MS && failures >= DISABLE_AFTER_FAILURES;
  const disable =
    status === GONE
      ? "the receiver answered 410 Gone"
      : isLong
        ? `nothing could be delivered since ${new Date(failingSince).toISOString()}; the last time: ${error}`
        : undefined;
  return { delivery: next, health: failing, ...(disable === undefined ? {} : { disable }) };
}
