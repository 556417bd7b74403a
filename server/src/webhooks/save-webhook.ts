import { randomUUID } from "node:crypto";
import type { JsonValue } from "@switchyard/core";
import { SwitchyardError } from "../errors.ts";
import { asJson } from "../flags/json.ts";
import type { Outbound } from "../outbound/outbound.ts";
import { requireEnvironment, requireProject } from "../projects/find.ts";
import type { Action, Author, Project, Reads, Storage } from "../storage/port.ts";
import type { Webhook, WebhookFormat } from "../storage/webhooks.ts";
import { requireWebhook } from "./find.ts";
import type { WebhookSigning } from "./webhook-signing.ts";

export const MAX_WEBHOOKS = 50;

export interface WebhookInput {
  name: string;
  url: string;
  format: WebhookFormat;
  /** Keys. */
  environments: string[];
  actions: Action[];
  checkpointHours: number;
}

interface Parts {
  storage: Storage;
  outbound: Outbound;
  signing: WebhookSigning;
}

/**
 * Makes a webhook. The answer is the only place where its secret is ever readable.
 *
 * @throws SwitchyardError NOT_FOUND, INVALID_REQUEST naming what is wrong with the address, LIMIT_REACHED
 */
export async function createWebhook(
  { storage, outbound, signing }: Parts,
  author: Author,
  where: { project: string },
  { environments, ...input }: WebhookInput,
): Promise<{ webhook: Webhook; secret: string }> {
  await outbound.check(input.url);
  const id = randomUUID();
  const secret = signing.secretOf({ id, generation: 1 });
  const { result } = await storage.change(author, async (tx) => {
    const project = await requireProject(tx, where.project);
    if ((await tx.webhooks(project.id)).length >= MAX_WEBHOOKS) {
      const message = `A project may have at most ${MAX_WEBHOOKS} webhooks, ${project.key} has them: delete one first`;
      throw new SwitchyardError("LIMIT_REACHED", message);
    }
    const webhook: Webhook = {
      id,
      projectId: project.id,
      ...input,
      environments: await idsOf(tx, project, environments),
      generation: 1,
      enabled: true,
      since: (await tx.changes({ projectId: project.id, limit: 1 }))[0]?.id ?? 0,
      createdAt: Date.now(),
      createdBy: author.actor.name,
      health: { failures: 0, pausedUntil: 0, checkpointChange: 0 },
    };
    await tx.putWebhook(webhook);
    return { result: webhook, change: changed("webhook.created", webhook, null, await shown(tx, webhook)) };
  });
  return { webhook: result, secret };
}

/**
 * Edits a webhook. What is not in the patch stays as it is; saving what is there already changes nothing.
 *
 * @throws SwitchyardError NOT_FOUND, INVALID_REQUEST
 */
export async function updateWebhook(
  { storage, outbound }: Omit<Parts, "signing">,
  author: Author,
  where: { project: string; id: string },
  { environments, ...patch }: Partial<WebhookInput> & { enabled?: boolean },
): Promise<Webhook> {
  if (patch.url !== undefined) await outbound.check(patch.url);
  const { result } = await storage.change(author, async (tx) => {
    const project = await requireProject(tx, where.project);
    const before = await requireWebhook(tx, project, where.id);
    const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
    const updated: Webhook = {
      ...before,
      ...given,
      environments: environments === undefined ? before.environments : await idsOf(tx, project, environments),
    };
    if (updated.enabled) updated.disabledReason = undefined;
    // Beginning anew: what it missed while it was disabled is in the change log.
    if (updated.enabled && !before.enabled) {
      updated.health = { ...updated.health, failures: 0, failingSince: undefined, pausedUntil: 0 };
    }
    const [was, is] = [await shown(tx, before), await shown(tx, updated)];
    const isSame = JSON.stringify(was) === JSON.stringify(is) && before.url === updated.url;
    if (isSame) return { result: before };
    await tx.putWebhook(updated);
    return { result: updated, change: changed("webhook.updated", updated, was, is) };
  });
  if (!result.enabled) await storage.webhooking.abandon(result.id, "The webhook was disabled", Date.now());
  return result;
}

/**
 * Gives a webhook another secret. The one before signs beside it for a day, for receivers to change over.
 *
 * @throws SwitchyardError NOT_FOUND
 */
export async function rotateSecret(
  { storage, signing }: Omit<Parts, "outbound">,
  author: Author,
  where: { project: string; id: string },
): Promise<string> {
  const { result } = await storage.change(author, async (tx) => {
    const project = await requireProject(tx, where.project);
    const before = await requireWebhook(tx, project, where.id);
    const updated: Webhook = { ...before, generation: before.generation + 1, rotatedAt: Date.now() };
    await tx.putWebhook(updated);
    const secret = signing.secretOf(updated);
    const generations = [{ generation: before.generation }, { generation: updated.generation }] as const;
    return {
      result: secret,
      change: changed(
        "webhook.updated",
        updated,
        { name: before.name, ...generations[0] },
        {
          name: before.name,
          ...generations[1],
        },
      ),
    };
  });
  return result;
}

/** @throws SwitchyardError NOT_FOUND */
export async function deleteWebhook(
  storage: Storage,
  author: Author,
  where: { project: string; id: string },
): Promise<void> {
  await storage.change(author, async (tx) => {
    const project = await requireProject(tx, where.project);
    const webhook = await requireWebhook(tx, project, where.id);
    await tx.deleteWebhook(webhook.id);
    return {
      result: undefined,
      change: changed("webhook.deleted", webhook, await shown(tx, webhook), { name: webhook.name }),
    };
  });
}

async function idsOf(reads: Reads, project: Project, keys: readonly string[]): Promise<string[]> {
  const ids = new Set<string>();
  for (const key of keys) ids.add((await requireEnvironment(reads, project, key)).id);
  return [...ids];
}

/** What the history shows. Of the address its origin only: paths of chat services are secrets. */
async function shown(reads: Reads, webhook: Webhook): Promise<JsonValue> {
  const { id, name, url, format, actions, checkpointHours, enabled, disabledReason } = webhook;
  const environments = (await reads.environments(webhook.projectId)).filter((one) =>
    webhook.environments.includes(one.id),
  );
  const keys = environments.map(({ key }) => key);
  const stopped = disabledReason === undefined ? {} : { disabledReason };
  return asJson({
    id,
    name,
    url: new URL(url).origin,
    format,
    environments: keys,
    actions,
    checkpointHours,
    enabled,
    ...stopped,
  });
}

const changed = (action: Action, { projectId }: Webhook, before: JsonValue, after: JsonValue) => ({
  action,
  projectId,
  before,
  after,
  affects: [],
});
