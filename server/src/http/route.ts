import { createRoute, type RouteConfig, type z } from "@hono/zod-openapi";
import { checkOf } from "./access/access.ts";
import { type Access, isPermission, type Permission } from "./access/access-kinds.ts";
import { MAX_BODY_BYTES } from "./request/bounds.ts";
import { jsonBody } from "./request/json-body.ts";

/** What the API's description says about each access. */
const SECURITY: Record<Exclude<Access, Permission>, Record<string, string[]>[]> = {
  public: [],
  sdk: [{ sdkKey: [] }],
  client: [{ clientKey: [] }],
  anySdk: [{ sdkKey: [] }, { clientKey: [] }],
  metrics: [{ metricsToken: [] }, { adminToken: [] }, { session: [] }],
};
const PERMITTED: Record<string, string[]>[] = [{ adminToken: [] }, { session: [] }];

/**
 * Defines a route. It has no way in but its declared access, which is checked before anything of the request is read;
 * then its body, if it takes one, is bounded and checked before the schema sees it.
 *
 * @param maxBodyBytes how large that body may be
 */
export function route<P extends string, R extends Omit<RouteConfig, "path" | "middleware"> & { path: P }>(
  access: Access,
  config: R,
  maxBodyBytes = MAX_BODY_BYTES,
) {
  const check = checkOf(access, config.path);
  const middleware = config.request?.body ? [check, jsonBody(maxBodyBytes)] : [check];
  const security = isPermission(access) ? PERMITTED : SECURITY[access];
  return createRoute({ ...config, security, "x-permission": access, middleware });
}

/** A JSON answer. */
export const answer = <S extends z.ZodType>(schema: S, description: string) => ({
  description,
  content: { "application/json": { schema } },
});

/** A JSON body. An empty one counts as `{}`, which the schema may refuse. */
export const body = <S extends z.ZodType>(schema: S) => ({
  required: true as const,
  content: { "application/json": { schema } },
});
