import { createRoute, type RouteConfig, type z } from "@hono/zod-openapi";
import { ACCESS_CHECKS, type Access } from "./access.ts";
import { MAX_BODY_BYTES } from "./bounds.ts";
import { jsonBody } from "./json-body.ts";

/** What the API's description says about each access. */
const SECURITY: Record<Access, Record<string, string[]>[]> = {
  public: [],
  admin: [{ adminToken: [] }, { session: [] }],
  sdk: [{ sdkKey: [] }],
  client: [{ clientKey: [] }],
  anySdk: [{ sdkKey: [] }, { clientKey: [] }],
  metrics: [{ metricsToken: [] }, { adminToken: [] }, { session: [] }],
};

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
  const check = ACCESS_CHECKS[access];
  const middleware = config.request?.body ? [check, jsonBody(maxBodyBytes)] : [check];
  return createRoute({ ...config, security: SECURITY[access], middleware });
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
