import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { pino } from "pino";
import { createApp } from "./app.ts";
import { readProxies } from "./auth/client-address.ts";
import type { OidcProvider } from "./auth/oidc/provider.ts";
import { sessionVisitor } from "./auth/session-visitor.ts";
import { createSignIn } from "./auth/sign-in.ts";
import { reportDamage } from "./flags/report-damage.ts";
import type { Api } from "./http/env.ts";
import { createOfrep } from "./http/ofrep/create-ofrep.ts";
import { createUi } from "./http/ui.ts";
import { createHttpServer, listen } from "./listen.ts";
import { createLive } from "./live/index.ts";
import { counted } from "./observe/counted-storage.ts";
import { createMetrics } from "./observe/metrics.ts";
import { createObserver } from "./observe/observer.ts";
import { NO_TRACER } from "./observe/tracer.ts";
import { createOutbound, type Resolve } from "./outbound/outbound.ts";
import { governed } from "./policy/governed.ts";
import { requestApprovals } from "./requests/approvals.ts";
import { createRollouts, type Rollouts } from "./rollouts/create-rollouts.ts";
import { createContextSigning } from "./signing/context-signing.ts";
import { openStorage } from "./storage/open.ts";
import type { Storage } from "./storage/port.ts";
import { folderUntilEnd } from "./test-leftovers.ts";
import { UsageBook } from "./usage/usage-book.ts";
import { Courier } from "./webhooks/courier.ts";
import { createWebhookSigning } from "./webhooks/webhook-signing.ts";

export const METRICS_TOKEN = "a-metrics-token-of-this-test-0123456789";
export const ADMIN_TOKEN = "an-admin-token-of-this-test-0123456789";

interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

export interface TestServer {
  url: string;
  app: Api;
  storage: Storage;
  usage: UsageBook;
  /** Sends to webhooks when it is told to `run`. */
  courier: Courier;
  rollouts: Rollouts;
  folder: string;
  /** Everything that was logged, a line each. */
  logged: string[];
  /** As the operator's scripts: with the admin token, unless the headers say otherwise. */
  send<T = { error: { code: string; message: string; details?: Record<string, unknown> } }>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<T>>;
  close(): Promise<void>;
}

interface TestServerOptions {
  /** @default info */
  logLevel?: string;
  uiFolder?: string;
  /**
   * Where the database is, and stays.
   * @default a new one, which goes with the server
   */
  folder?: string;
  /** @default true */
  ofrepPush?: boolean;
  /** Where people sign in, beside passwords. */
  oidc?: OidcProvider;
  /** Proxies whose `X-Forwarded-For` is believed. */
  trustedProxies?: string;
  /** Origins that webhooks may go to. */
  webhookAllow?: string[];
  /** What names lead to. @default the machine's DNS */
  resolve?: Resolve;
  /** The clock of guarded rollouts. @default the machine's */
  now?: () => number;
}

/** The whole server as `main.ts` puts it together, on a database and a port of its own. For tests. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const own = options.folder === undefined ? folderUntilEnd("switchyard-http-") : undefined;
  const folder = options.folder ?? own?.path ?? "";
  const logged: string[] = [];
  const log = pino({ base: null, level: options.logLevel ?? "info" }, { write: (line) => void logged.push(line) });
  const onDamage = (message: string) => log.error(message);
  const metrics = createMetrics({ ofProcess: false });
  const database = await openStorage(`file:${join(folder, "switchyard.db")}`, { onDamage });
  const storage = governed(counted(database, metrics), { approvals: requestApprovals });
  const secret = "a-secret-of-this-test-0123456789abcdef";
  const signing = createContextSigning(secret);
  const usage = new UsageBook({ storage, log });
  // Looks when a test asks it to, at the time that the test says.
  const rollouts = createRollouts({ storage, log, runs: false, ...(options.now ? { now: options.now } : {}) });
  const visitorOf = (request: IncomingMessage) => sessionVisitor(storage, request);
  const live = createLive({ storage, log, signing, meter: metrics, reports: usage, guards: rollouts, visitorOf });
  const ui = createUi(options.uiFolder ?? join(folder, "no-ui"));
  const signIn = createSignIn(storage);
  const outbound = createOutbound({ allowed: new Set(options.webhookAllow), resolve: options.resolve });
  const webhookSigning = createWebhookSigning(secret);
  const courier = new Courier({ storage, outbound, signing: webhookSigning, log, everyMs: 0 });
  const tokens = { adminToken: ADMIN_TOKEN, metricsToken: METRICS_TOKEN };
  const app = createApp({
    storage,
    live,
    signIn,
    oidc: options.oidc,
    signing,
    outbound,
    webhookSigning,
    metrics,
    rollouts,
    trustedProxies: options.trustedProxies === undefined ? undefined : readProxies(options.trustedProxies),
    log,
    ui,
    ...tokens,
  });
  const ofrep = await createOfrep({ storage, live, log, reports: usage, secret, push: options.ofrepPush });
  const { server, serve } = createHttpServer(log);
  live.attach(server);
  metrics.watch(() => live.gauges());
  serve(app.fetch, ofrep.handle, createObserver({ metrics, tracer: NO_TRACER, log }));
  const url = await listen(server, { host: "127.0.0.1", port: 0 });
  await reportDamage(storage, onDamage);
  return {
    url,
    app,
    storage,
    usage,
    courier,
    rollouts,
    folder,
    logged,
    async send<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${ADMIN_TOKEN}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        body: typeof body === "string" || body === undefined ? body : JSON.stringify(body),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: parse(text) as T };
    },
    async close() {
      ofrep.endStreams();
      await live.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      ofrep.close();
      await courier.close();
      await usage.close();
      await rollouts.close();
      await storage.close();
      own?.remove();
    },
  };
}

function parse(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}
