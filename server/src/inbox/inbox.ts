import type { Author, Project, Storage } from "../storage/port.ts";
import type { InboxItem, Reader } from "./item.ts";
import { ofAfterReviews } from "./of-after-reviews.ts";
import { ofNews, ofRequests } from "./of-requests.ts";
import { ofRollouts } from "./of-rollouts.ts";
import { ofSchedules } from "./of-schedules.ts";

/** News older than this nobody looks for. */
const NEWS_MS = 30 * 24 * 60 * 60_000;

/**
 * What waits for somebody in a project, and what is new for them. Waiting things stay until they are done; news are gone
 * once they are seen.
 *
 * @param now milliseconds since 1970
 */
export async function inboxOf(
  storage: Storage,
  by: Author,
  project: Project,
  now: number,
): Promise<{ items: InboxItem[]; seenAt: number }> {
  const seenAt = await storage.accounts.inboxSeen(project.id, by.actor.id);
  const environments = (await storage.environments(project.id)).filter(
    ({ id }) => by.authority?.roleAt(project.id, id) !== undefined,
  );
  const reader: Reader = { by, project, environments, seenAt: Math.max(seenAt, now - NEWS_MS), now };
  const found = [
    ...(await ofRequests(storage, reader)),
    ...(await ofNews(storage, reader)),
    ...(await ofSchedules(storage, reader)),
    ...(await ofAfterReviews(storage, reader)),
    ...(await ofRollouts(storage, reader)),
  ];
  return { items: found.sort((a, b) => b.at - a.at), seenAt };
}
