import type { MiddlewareHandler } from "hono";
import { createMiddleware } from "hono/factory";
import { matchedRoutes } from "hono/route";
import { SwitchyardError } from "../errors.ts";
import type { Env } from "./env.ts";
import { refuseCrossOrigin } from "./same-origin.ts";

/**
 * Who may call a route: anyone, an admin (session or admin token), a server SDK key, a client key from its origins,
 * either of these two, or who reads metrics (with their token, or as an admin).
 */
export type Access = "public" | "admin" | "sdk" | "client" | "anySdk" | "metrics";

/** The check that a route runs first. Each is one function, so that the route table shows who checks what. */
export const ACCESS_CHECKS: Readonly<Record<Access, MiddlewareHandler<Env>>> = {
  public: createMiddleware<Env>(async (c, next) => {
    refuseCrossOrigin(c.req.raw);
    await next();
  }),
  admin: createMiddleware<Env>(async (c, next) => {
    c.set("identity", await c.var.credentials.admin(c));
    await next();
  }),
  sdk: createMiddleware<Env>(async (c, next) => {
    c.set("sdkKey", await c.var.credentials.sdk(c));
    await next();
  }),
  client: createMiddleware<Env>(async (c, next) => {
    c.set("sdkKey", await c.var.credentials.client(c));
    await next();
  }),
  anySdk: createMiddleware<Env>(async (c, next) => {
    c.set("sdkKey", await c.var.credentials.anySdk(c));
    await next();
  }),
  metrics: createMiddleware<Env>(async (c, next) => {
    await c.var.credentials.metrics(c);
    await next();
  }),
};

/** Which access a handler of the route table checks, if it is one of the checks. */
export function accessDeclaredBy(handler: unknown): Access | undefined {
  const names: Access[] = ["public", "admin", "sdk", "client", "anySdk", "metrics"];
  return names.find((access) => ACCESS_CHECKS[access] === handler);
}

/** Closes whatever was routed without declaring its access: nothing is open by accident. */
export const denyUndeclared = createMiddleware<Env>(async (c, next) => {
  const routes = matchedRoutes(c).filter(({ method }) => method !== "ALL");
  if (routes.length > 0 && !routes.some(({ handler }) => accessDeclaredBy(handler))) {
    throw new SwitchyardError("INTERNAL", `${c.req.method} ${c.req.path} declares no access and is therefore closed`);
  }
  await next();
});
