import { behind, isBehind } from "../requests/behind.ts";
import { isAtLeast } from "../storage/authority.ts";
import type { Reads } from "../storage/port.ts";
import type { InboxItem, Reader } from "./item.ts";

const MOST = 200;

/** What was pushed through a policy by somebody else, and is still to be looked at. */
export async function ofAfterReviews(reads: Reads, { by, project, environments }: Reader): Promise<InboxItem[]> {
  if (by.actor.kind !== "user") return [];
  const open = await reads.afterReviews({ projectId: project.id, state: "open", limit: MOST });
  const items: InboxItem[] = [];
  for (const { id, environmentId, actor, reason, flags, openedAt } of open) {
    const environment = environments.find((one) => one.id === environmentId);
    const mayClose = environment && isAtLeast(by.authority?.roleAt(project.id, environmentId), "releaser");
    if (!mayClose || isBehind(await behind(reads, project.id, actor), by)) continue;
    const title = `${actor.name} pushed a change through in ${environment.key}`;
    const what = flags.length === 0 ? reason : `${flags.join(", ")}: ${reason}`;
    items.push({ kind: "afterReview", at: openedAt, title, text: what, environment: environment.key, afterReview: id });
  }
  return items;
}
