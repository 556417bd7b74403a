import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { parse } from "hono/utils/cookie";
import type { Authority } from "../storage/authority.ts";
import type { Storage } from "../storage/port.ts";
import { SESSION_COOKIE, sessionIdentity } from "./sessions.ts";

/**
 * Whose session a bare request carries: for WebSockets, whose upgrades pass by the routes. The id is another one as soon
 * as they may do anything else.
 */
export async function sessionVisitor(
  storage: Storage,
  request: IncomingMessage,
): Promise<{ id: string; authority: Authority } | undefined> {
  const cookies = parse(request.headers.cookie ?? "", SESSION_COOKIE);
  const identity = await sessionIdentity(storage, cookies[SESSION_COOKIE]);
  if (identity?.kind !== "user") return undefined;
  const { session, authority } = identity;
  const { owner, roles } = identity.user;
  const id = createHash("sha256")
    .update(JSON.stringify([session, owner, roles]))
    .digest("hex");
  return { id, authority };
}
