import { mayClose } from "../policy/close-after-review.ts";
import type { AfterReview, Environment, Reads } from "../storage/port.ts";
import type { InboxItem, Reader } from "./item.ts";

const MOST = 200;

/** What was pushed through a policy by somebody else, and is still to be looked at. */
export async function ofAfterReviews(reads: Reads, { by, project, environments }: Reader): Promise<InboxItem[]> {
  const items: InboxItem[] = [];
  for (const review of await reads.afterReviews({ projectId: project.id, state: "open", limit: MOST })) {
    const environment = environments.find((one) => one.id === review.environmentId);
    if (environment && (await mayClose(reads, review, environment, by))) items.push(itemOf(review, environment));
  }
  return items;
}

function itemOf({ id, actor, reason, rules, flags, openedAt }: AfterReview, environment: Environment): InboxItem {
  const what = rules.includes("weakened") ? "let more pass" : "pushed a change through";
  return {
    kind: "afterReview",
    at: openedAt,
    title: `${actor.name} ${what} in ${environment.key}`,
    text: flags.length === 0 ? reason : `${flags.join(", ")}: ${reason}`,
    environment: environment.key,
    afterReview: id,
  };
}
