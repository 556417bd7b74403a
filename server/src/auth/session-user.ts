import type { IncomingMessage } from "node:http";
import { parse } from "hono/utils/cookie";
import type { Storage, User } from "../storage/port.ts";
import { SESSION_COOKIE, sessionUser } from "./sessions.ts";

/** Whose session a bare request carries: for WebSockets, whose upgrades pass by the routes. */
export function sessionUserOf(storage: Storage, request: IncomingMessage): Promise<User | undefined> {
  return sessionUser(storage, parse(request.headers.cookie ?? "", SESSION_COOKIE)[SESSION_COOKIE]);
}
