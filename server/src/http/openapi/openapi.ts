import { z } from "@hono/zod-openapi";
import { MAX_CONTEXT_BYTES } from "@switchyard/core";
import { ERRORS } from "../../errors.ts";
import { MAX_FLAGS } from "../../flags/require-room.ts";
import { MAX_SNAPSHOT_BYTES } from "../../policy/snapshot-size.ts";
import type { Api } from "../env.ts";
import { describeOfrep } from "../ofrep/openapi.ts";
import { MAX_BODY_BYTES, MAX_JSON_DEPTH, MAX_SEGMENT_BYTES } from "../request/bounds.ts";
import { answer, route } from "../route.ts";
import { errorSchema } from "../schemas.ts";
import { type Description, referencePage } from "./reference.ts";

const getDocument = route("public", {
  method: "get",
  path: "/api/v1/openapi.json",
  summary: "This description",
  responses: { 200: answer(z.looseObject({}), "An OpenAPI 3.1 document") },
});

const getReference = route("public", {
  method: "get",
  path: "/docs",
  summary: "This description as a page to read",
  responses: { 200: { description: "A page", content: { "text/html": { schema: z.string() } } } },
});

const DESCRIPTION = `Feature flags: projects, environments, flags, configurations, kills, receipts, keys and the change log.

Every error has one shape, \`{ error: { code, message, details? } }\`. The codes are ${Object.entries(ERRORS)
  .map(([code, { status }]) => `\`${code}\` (${status})`)
  .join(", ")}.

Bodies have at most ${MAX_BODY_BYTES / 1024} KB (a segment's ${MAX_SEGMENT_BYTES / 1024 / 1024} MB) and ${MAX_JSON_DEPTH} levels of JSON, contexts ${MAX_CONTEXT_BYTES / 1024} KB, a project ${MAX_FLAGS} flags. A change is refused
(\`LIMIT_REACHED\`) where the snapshot of an environment would have more than ${MAX_SNAPSHOT_BYTES / 1024 / 1024} MB by it; what lowers exposure or removes is not.`;

/** Describes every route that was defined before the first request for it, from the routes' own schemas. */
export function openapiRoutes(api: Api): void {
  const components = api.openAPIRegistry;
  components.registerComponent("securitySchemes", "adminToken", { type: "http", scheme: "bearer" });
  components.registerComponent("securitySchemes", "sdkKey", { type: "http", scheme: "bearer" });
  components.registerComponent("securitySchemes", "metricsToken", { type: "http", scheme: "bearer" });
  components.registerComponent("securitySchemes", "clientKey", { type: "http", scheme: "bearer" });
  components.registerComponent("securitySchemes", "session", {
    type: "apiKey",
    in: "cookie",
    name: "switchyard_session",
  });
  components.register("Error", errorSchema);

  describeOfrep(api);

  let document: Record<string, unknown> | undefined;
  let page: string | undefined;
  api.openapi(getDocument, (c) => {
    document ??= describe(api);
    return c.json(document, 200);
  });
  api.openapi(getReference, (c) => {
    document ??= describe(api);
    page ??= referencePage(document as unknown as Description);
    return c.html(page, 200);
  });
}

function describe(api: Api): Record<string, unknown> {
  const document = api.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "Switchyard", version: "1", description: DESCRIPTION, license: { name: "Apache-2.0" } },
  });
  const error = {
    description: "What went wrong",
    content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
  };
  for (const item of Object.values(document.paths ?? {})) {
    for (const method of ["get", "put", "post", "patch", "delete"] as const) {
      const operation = item[method];
      if (operation) operation.responses = { default: error, ...operation.responses };
    }
  }
  return { ...document };
}
