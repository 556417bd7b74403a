import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context } from "hono";
import { setCookie } from "hono/cookie";
import { clientAddress, networkOf } from "../../auth/client-address.ts";
import { SESSION_COOKIE, SESSION_SECONDS, startSession } from "../../auth/sessions.ts";
import type { Storage, User } from "../../storage/port.ts";
import type { Env } from "../env.ts";
import { isLocalHost } from "./local-host.ts";

/** Signs somebody in: a new session, whose token is in the answer's cookie and nowhere else. */
export async function openSession(c: Context<Env>, storage: Storage, user: User): Promise<void> {
  const device = { userAgent: c.req.header("user-agent") ?? "", address: addressOf(c) };
  setCookie(c, SESSION_COOKIE, await startSession(storage, user, device), {
    httpOnly: true,
    sameSite: "Lax",
    path: "/",
    secure: !isLocalHost(c.req.header("host")),
    maxAge: SESSION_SECONDS,
  });
}

export const addressOf = (c: Context<Env>): string =>
  clientAddress(getConnInfo(c).remote.address ?? "unknown", c.req.header("x-forwarded-for"), c.var.trustedProxies);

/** Whom attempts are counted for. */
export const callerOf = (c: Context<Env>): string => networkOf(addressOf(c));
