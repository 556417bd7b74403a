import { ADMIN_TOKEN_ID } from "../auth/identity.ts";
import { isAtLeast } from "../storage/authority.ts";
import type { Actor, Author, Reads } from "../storage/port.ts";

/** The people who may be who really did what an actor did: they are no second pair of eyes. */
export interface Behind {
  projectId: string;
  ids: readonly string[];
  /** A robot of which nobody wrote down who was shown its secret: it may be anyone who manages robots. */
  isUnknown: boolean;
}

/**
 * A robot does what whoever holds its secret has it do, also when it was revoked since. The operator's token is held by whoever runs the server, of
 * whom nothing is known here, and who is above every policy anyway.
 */
export async function behind(reads: Reads, projectId: string, actor: Actor): Promise<Behind> {
  const alone = { projectId, ids: [actor.id], isUnknown: false };
  if (actor.kind !== "token" || actor.id === ADMIN_TOKEN_ID) return alone;
  const heldBy = (await reads.apiToken(actor.id))?.heldBy;
  return heldBy === undefined ? { ...alone, isUnknown: true } : { ...alone, ids: [actor.id, ...heldBy] };
}

export const isBehind = ({ projectId, ids, isUnknown }: Behind, { actor, authority }: Author): boolean =>
  ids.includes(actor.id) || (isUnknown && isAtLeast(authority?.roleAt(projectId), "admin"));
