import { notFound } from "../projects/find.ts";
import type { Project, Reads } from "../storage/port.ts";
import type { Webhook } from "../storage/webhooks.ts";

/** @throws SwitchyardError NOT_FOUND */
export async function requireWebhook(reads: Reads, project: Project, id: string): Promise<Webhook> {
  const webhook = (await reads.webhooks(project.id)).find((one) => one.id === id);
  if (webhook === undefined) throw notFound("webhook", id, `project ${project.key}`);
  return webhook;
}
