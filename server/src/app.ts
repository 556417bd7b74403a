import { OpenAPIHono } from "@hono/zod-openapi";
import { etag } from "hono/etag";
import { createMiddleware } from "hono/factory";
import { methodNotAllowed } from "hono/method-not-allowed";
import { matchedRoutes } from "hono/route";
import { SwitchyardError } from "./errors.ts";
import { denyUndeclared } from "./http/access/access.ts";
import { clientCors } from "./http/access/client-cors.ts";
import { createCredentials } from "./http/access/credentials.ts";
import type { Api, Env } from "./http/env.ts";
import { asSwitchyardError, errorAnswer } from "./http/errors.ts";
import { securityHeaders } from "./http/headers.ts";
import { openapiRoutes } from "./http/openapi/openapi.ts";
import { invalidRequest } from "./http/request/invalid-request.ts";
import { PROJECTS } from "./http/request/paths.ts";
import { accountRoutes } from "./http/routes/account-routes.ts";
import { afterReviewRoutes } from "./http/routes/after-review-routes.ts";
import { auditRoutes } from "./http/routes/audit-routes.ts";
import { changeRoutes } from "./http/routes/change-routes.ts";
import { clientFlagRoutes } from "./http/routes/client-flag-routes.ts";
import { clientRoutes } from "./http/routes/client-routes.ts";
import { configurationRoutes } from "./http/routes/configuration-routes.ts";
import { evaluateRoutes } from "./http/routes/evaluate-routes.ts";
import { flagRoutes } from "./http/routes/flag-routes.ts";
import { healthRoutes } from "./http/routes/health-routes.ts";
import { inboxRoutes } from "./http/routes/inbox-routes.ts";
import { invitationRoutes } from "./http/routes/invitation-routes.ts";
import { keyRoutes } from "./http/routes/key-routes.ts";
import { metricsRoutes } from "./http/routes/metrics-routes.ts";
import { oidcRoutes } from "./http/routes/oidc-routes.ts";
import { operationRoutes } from "./http/routes/operation-routes.ts";
import { peopleRoutes } from "./http/routes/people-routes.ts";
import { policyRoutes } from "./http/routes/policy-routes.ts";
import { projectRoutes } from "./http/routes/project-routes.ts";
import { releaseRoutes } from "./http/routes/release-routes.ts";
import { reportRoutes } from "./http/routes/report-routes.ts";
import { requestRoutes } from "./http/routes/request-routes.ts";
import { robotRoutes } from "./http/routes/robot-routes.ts";
import { rolloutRoutes } from "./http/routes/rollout-routes.ts";
import { scheduleRoutes } from "./http/routes/schedule-routes.ts";
import { segmentRoutes } from "./http/routes/segment-routes.ts";
import { sessionRoutes } from "./http/routes/session-routes.ts";
import { snapshotRoutes } from "./http/routes/snapshot-routes.ts";
import { tokenRoutes } from "./http/routes/token-routes.ts";
import { triggerRoutes } from "./http/routes/trigger-routes.ts";
import { usageRoutes } from "./http/routes/usage-routes.ts";
import { viewRoutes } from "./http/routes/view-routes.ts";
import { webhookRoutes } from "./http/routes/webhook-routes.ts";
import type { Services } from "./http/services.ts";
import type { Ui } from "./http/ui.ts";
import { loggedPath } from "./observe/logged-path.ts";
import { rememberRoute } from "./observe/observer.ts";

export interface AppOptions extends Services {
  adminToken?: string;
  /** Lets its holder read the metrics, and nothing else. */
  metricsToken?: string;
  ui: Ui;
}

/** What belongs to programs: an unknown path below is an error for them, never the UI's page. */
const FOR_PROGRAMS = /^\/(api|v1|ofrep|health|metrics)(\/|$)/;

const PLACES: Readonly<Record<string, string>> = {
  json: "the body",
  query: "the query",
  param: "the path",
  header: "the headers",
};

/** Reads that carry no version of their own get a tag of their content, so that a script can ask for news only. */
const addEtag = etag();
/** An export is as long as the log: nobody keeps all of it in memory to make a tag of it. */
const isExport = (path: string) => path.includes("/export/");
const readsWithEtag = createMiddleware<Env>((c, next) =>
  c.req.method === "GET" && !isExport(c.req.path) ? addEtag(c, next) : next(),
);

/** Puts the routes together with what all of them share. It starts nothing. */
export function createApp({ adminToken, metricsToken, ui, ...services }: AppOptions): Api {
  const { storage, trustedProxies, log } = services;
  const app = new OpenAPIHono<Env>({
    defaultHook: (result) => {
      if (result.success) return;
      const { data, error } = result as typeof result & { data?: unknown };
      throw invalidRequest(PLACES[result.target] ?? "the request", data, error.issues);
    },
  });
  const credentials = createCredentials({ storage, adminToken, metricsToken });

  app.use(securityHeaders);
  app.use(
    createMiddleware<Env>(async (c, next) => {
      c.set("credentials", credentials);
      c.set("trustedProxies", trustedProxies);
      if (FOR_PROGRAMS.test(c.req.path)) c.header("cache-control", "no-store");
      await next();
    }),
  );
  const forPages = clientCors(storage);
  for (const path of ["/v1/client/*", "/v1/report"]) app.use(path, forPages);
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        c.header("allow", methods.join(", "));
        const message = `${c.req.path} takes ${methods.join(", ")}, received ${c.req.method}`;
        return errorAnswer(c, new SwitchyardError("METHOD_NOT_ALLOWED", message));
      },
    }),
  );
  app.use(
    createMiddleware<Env>(async (c, next) => {
      const [pattern] = matchedRoutes(c).flatMap(({ method, path }) => (method === "ALL" ? [] : path));
      if (pattern !== undefined) rememberRoute(c.env.outgoing, pattern);
      await next();
    }),
  );
  app.use(denyUndeclared);
  app.use(`${PROJECTS}/*`, readsWithEtag);

  sessionRoutes(app, services);
  oidcRoutes(app, services);
  accountRoutes(app, services);
  tokenRoutes(app, services);
  invitationRoutes(app, services);
  peopleRoutes(app, services);
  robotRoutes(app, services);
  projectRoutes(app, services);
  flagRoutes(app, services);
  configurationRoutes(app, services);
  evaluateRoutes(app, services);
  rolloutRoutes(app, services);
  segmentRoutes(app, services);
  keyRoutes(app, services);
  changeRoutes(app, services);
  auditRoutes(app, services);
  policyRoutes(app, services);
  afterReviewRoutes(app, services);
  operationRoutes(app, services);
  requestRoutes(app, services);
  scheduleRoutes(app, services);
  inboxRoutes(app, services);
  viewRoutes(app, services);
  webhookRoutes(app, services);
  triggerRoutes(app, services);
  snapshotRoutes(app, services);
  clientFlagRoutes(app, services);
  reportRoutes(app, services);
  clientRoutes(app, services);
  usageRoutes(app, services);
  releaseRoutes(app, services);
  healthRoutes(app, services);
  metricsRoutes(app, services);
  openapiRoutes(app);

  app.notFound((c) => {
    const isPage = c.req.method === "GET" || c.req.method === "HEAD";
    if (isPage && !FOR_PROGRAMS.test(c.req.path)) return ui(c);
    return errorAnswer(c, new SwitchyardError("NOT_FOUND", `There is no ${c.req.method} ${c.req.path}`));
  });
  app.onError((error, c) => errorAnswer(c, asSwitchyardError(error, log, `${c.req.method} ${loggedPath(c.req.path)}`)));
  return app;
}
