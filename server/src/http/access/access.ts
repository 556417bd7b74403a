import type { Context, MiddlewareHandler } from "hono";
import { createMiddleware } from "hono/factory";
import { matchedRoutes } from "hono/route";
import { SwitchyardError } from "../../errors.ts";
import type { Env } from "../env.ts";
import { type Access, isPermission, isStanding, type Permission } from "./access-kinds.ts";
import { BREAK_GLASS, readBreakGlass } from "./break-glass.ts";
import { refuseCrossOrigin } from "./same-origin.ts";

const check = (run: (c: Context<Env>) => unknown): MiddlewareHandler<Env> =>
  createMiddleware<Env>(async (c, next) => {
    await run(c);
    await next();
  });

const permitted = (permission: Permission) =>
  check(async (c) => {
    const identity = await c.var.credentials.permitted(c, permission);
    const breakGlass = readBreakGlass(c.req.header(BREAK_GLASS));
    c.set("identity", breakGlass ? { ...identity, breakGlass } : identity);
  });

// Each check is one function, so that the route table shows who checks what.
const CHECKS: Readonly<Record<Access, MiddlewareHandler<Env>>> = {
  public: check((c) => refuseCrossOrigin(c.req.raw)),
  sdk: check(async (c) => c.set("sdkKey", await c.var.credentials.sdk(c))),
  client: check(async (c) => c.set("sdkKey", await c.var.credentials.client(c))),
  anySdk: check(async (c) => c.set("sdkKey", await c.var.credentials.anySdk(c))),
  metrics: check((c) => c.var.credentials.metrics(c)),
  owner: permitted("owner"),
  known: permitted("known"),
  person: permitted("person"),
  viewer: permitted("viewer"),
  responder: permitted("responder"),
  editor: permitted("editor"),
  releaser: permitted("releaser"),
  admin: permitted("admin"),
};

/**
 * The check that a route runs first.
 *
 * @throws Error when a role is asked for in no project, or none in one: the mistake of whoever wrote the route
 */
export function checkOf(access: Access, path: string): MiddlewareHandler<Env> {
  if (isPermission(access) && isStanding(access) === path.includes("{project}")) {
    throw new Error(`${path} must ask for a role in its project, or for a standing if it names none: ${access}`);
  }
  return CHECKS[access];
}

/** Which access a handler of the route table checks, if it is one of the checks. */
export function accessDeclaredBy(handler: unknown): Access | undefined {
  const [access] = Object.entries(CHECKS).find(([, one]) => one === handler) ?? [];
  return access as Access | undefined;
}

/** Closes whatever was routed without declaring its access: nothing is open by accident. */
export const denyUndeclared = createMiddleware<Env>(async (c, next) => {
  const routes = matchedRoutes(c).filter(({ method }) => method !== "ALL");
  if (routes.length > 0 && !routes.some(({ handler }) => accessDeclaredBy(handler))) {
    throw new SwitchyardError("INTERNAL", `${c.req.method} ${c.req.path} declares no access and is therefore closed`);
  }
  await next();
});
