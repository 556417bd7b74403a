import { SwitchyardError } from "../errors.ts";
import { asJson } from "../flags/json.ts";
import { notFound, requireProject } from "../projects/find.ts";
import { behind, isBehind } from "../requests/behind.ts";
import { isAtLeast } from "../storage/authority.ts";
import type { AfterReview, Author, Environment, Reads, Storage } from "../storage/port.ts";

/**
 * Closes an after-review: somebody other than who broke the glass has looked at it, and says what they found. Whoever may
 * release there may close it.
 *
 * @throws SwitchyardError NOT_FOUND, FORBIDDEN, ALREADY_CLOSED
 */
export async function closeAfterReview(
  storage: Storage,
  author: Author,
  where: { project: string; id: string },
  note: string,
): Promise<AfterReview> {
  const committed = await storage.change(author, async (tx) => {
    const project = await requireProject(tx, where.project);
    const review = await tx.afterReview(where.id);
    const environment = (await tx.environments(project.id)).find(({ id }) => id === review?.environmentId);
    const holds = environment && author.authority?.roleAt(project.id, environment.id);
    if (!review || !environment || !holds) throw notFound("after-review", where.id, `project ${project.key}`);
    await requireOther(tx, project.id, review, author);
    if (!isAtLeast(holds, "releaser")) {
      const message = `Closing an after-review of ${environment.key} needs the role releaser, you are ${holds} there`;
      throw new SwitchyardError("FORBIDDEN", message, { details: { needed: "releaser", held: holds } });
    }
    if (review.closed !== undefined) {
      const { by, at } = review.closed;
      const when = new Date(at).toISOString();
      throw new SwitchyardError("ALREADY_CLOSED", `${by.name} has closed this after-review already, on ${when}`);
    }
    const closed = { by: author.actor, at: Date.now(), note };
    await tx.closeAfterReview(review.id, closed);
    return {
      result: { ...review, closed },
      change: {
        action: "review.closed",
        projectId: project.id,
        environmentId: environment.id,
        before: asJson({ review: review.id, reason: review.reason, rules: review.rules, flags: review.flags }),
        after: { review: review.id, note },
        affects: [],
      },
    };
  });
  return committed.result;
}

/** Whether somebody could close one that is open. */
export async function mayClose(
  reads: Reads,
  review: AfterReview,
  { id, projectId }: Environment,
  who: Author,
): Promise<boolean> {
  if (who.actor.kind !== "user" || review.closed !== undefined) return false;
  if (!isAtLeast(who.authority?.roleAt(projectId, id), "releaser")) return false;
  return !isBehind(await behind(reads, projectId, review.actor), who);
}

/** A token is nobody: whoever holds one may be who broke the glass. */
async function requireOther(reads: Reads, projectId: string, review: AfterReview, author: Author): Promise<void> {
  const { actor } = author;
  if (actor.kind !== "user") {
    throw new SwitchyardError("FORBIDDEN", "An after-review is closed by a person who is signed in, not by a token");
  }
  if (isBehind(await behind(reads, projectId, review.actor), author)) {
    throw new SwitchyardError(
      "FORBIDDEN",
      "An after-review is closed by somebody else than who broke the glass: ask a colleague",
    );
  }
}
