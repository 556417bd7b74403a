import { fileURLToPath } from "node:url";
import { createApp } from "./app.ts";
import { createOidcProvider } from "./auth/oidc/provider.ts";
import { sessionVisitor } from "./auth/session-visitor.ts";
import { offerSetup } from "./auth/setup.ts";
import { createSignIn } from "./auth/sign-in.ts";
import { newToken } from "./auth/tokens.ts";
import { readConfig } from "./config.ts";
import { prepareDemo } from "./demo/prepare-demo.ts";
import { reportDamage } from "./flags/report-damage.ts";
import { createOfrep } from "./http/ofrep/create-ofrep.ts";
import { createUi } from "./http/ui.ts";
import { createHttpServer, listen } from "./listen.ts";
import { createLive } from "./live/index.ts";
import { createLog } from "./log.ts";
import { counted } from "./observe/counted-storage.ts";
import { createTracer } from "./observe/create-tracer.ts";
import { createMetrics } from "./observe/metrics.ts";
import { createObserver } from "./observe/observer.ts";
import { traced } from "./observe/traced-storage.ts";
import { createOutbound } from "./outbound/outbound.ts";
import { governed } from "./policy/governed.ts";
import { requestApprovals } from "./requests/approvals.ts";
import { createRollouts } from "./rollouts/create-rollouts.ts";
import { createScheduler } from "./schedules/scheduler.ts";
import { endOnDefects, endOnSignals } from "./shutdown.ts";
import { createContextSigning } from "./signing/context-signing.ts";
import { keptSecret } from "./signing/kept-secret.ts";
import { StartError } from "./start-error.ts";
import { openStorage } from "./storage/open.ts";
import { StorageError } from "./storage/storage-error.ts";
import { UsageBook } from "./usage/usage-book.ts";
import { Courier } from "./webhooks/courier.ts";
import { createWebhookSigning } from "./webhooks/webhook-signing.ts";
import { whenReachable } from "./when-reachable.ts";

/** Takes the port, constructs the parts and connects them. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  endOnDefects(log);

  const onDamage = (message: string) => log.error(message);
  const metrics = createMetrics();
  const tracer = await createTracer(config.tracing);
  // First of all: whoever starts this beside a running server by mistake must not have changed its database.
  const { server, serve } = createHttpServer(log);
  const url = await listen(server, config);
  const database = await openStorage(config.database, {
    onDamage,
    onListenerError: (error) => log.error({ err: error }, "a listener of the storage failed"),
  });
  const ungoverned = counted(traced(database, tracer), metrics);
  const storage = governed(ungoverned, { approvals: requestApprovals });
  const secret = config.secret ?? keptSecret(config.database);
  const signing = createContextSigning(secret);
  const usage = new UsageBook({ storage, log });
  const rollouts = createRollouts({ storage, log });
  const live = createLive({
    storage,
    log,
    signing,
    meter: metrics,
    reports: usage,
    guards: rollouts,
    maxConnections: config.maxConnections,
    visitorOf: (request) => sessionVisitor(storage, request),
  });
  const ui = createUi(fileURLToPath(new URL("./ui", import.meta.url)));
  const signIn = createSignIn(storage);
  const oidc = config.oidc && createOidcProvider(config.oidc, secret ?? newToken());
  const outbound = createOutbound({ allowed: config.webhookAllow });
  const webhookSigning = createWebhookSigning(secret);
  const courier = new Courier({ storage, outbound, signing: webhookSigning, log });
  const tokens = { adminToken: config.adminToken, metricsToken: config.metricsToken };
  const app = createApp({
    trustedProxies: config.trustedProxies,
    storage,
    live,
    signIn,
    oidc,
    signing,
    outbound,
    webhookSigning,
    metrics,
    rollouts,
    log,
    ui,
    ...tokens,
  });
  const ofrep = await createOfrep({ storage, live, log, reports: usage, secret, push: config.ofrepPush });
  live.attach(server);
  metrics.watch(() => live.gauges());
  serve(app.fetch, ofrep.handle, createObserver({ metrics, tracer, log }));

  const scheduler = createScheduler({ storage, log });
  scheduler.start();
  endOnSignals({ server, live, ofrep, usage, courier, rollouts, scheduler, storage, tracer, log });
  const setupToken = await whenReachable(async () => {
    if (config.demo) await prepareDemo(ungoverned, config.database);
    return offerSetup(storage, secret);
  }, log);
  const setup = setupToken ? [`Set up the first admin: ${url}/setup?token=${setupToken}`] : [];
  console.log([`Switchyard is ready on ${url}`, ...setup].join("\n"));
  await reportDamage(storage, onDamage).catch((error: unknown) =>
    log.error({ err: error }, "damage could not be looked for"),
  );
}

main().catch((error: unknown) => {
  const isExpected = error instanceof StartError || error instanceof StorageError;
  console.error(isExpected ? `Switchyard can't start: ${error.message}` : error);
  process.exit(1);
});
