import { isLabel } from "@switchyard/core";
import { createEmitter, createStore, type Events } from "@switchyard/core/client";
import { createAdvice } from "./advice.ts";
import { bind, createAnswers } from "./answers.ts";
import { bootstrapFor } from "./bootstrap.ts";
import type { Client } from "./client-types.ts";
import { createKeyPlace } from "./environment.ts";
import { createGuards } from "./guards/guards.ts";
import { withRequests } from "./guards/requests.ts";
import { createCacheFile } from "./kept/cache-file.ts";
import { takeKept } from "./kept/take-kept.ts";
import { type ClientOptions, readAppName, readEnvironment, readTarget } from "./options.ts";
import { serverOf } from "./outage.ts";
import { readOverrides } from "./overrides.ts";
import { createReadiness } from "./readiness.ts";
import { createCounts } from "./reports/counts.ts";
import { startSession } from "./session.ts";
import { createTakeRuleset } from "./take-ruleset.ts";
import { timer } from "./timer.ts";

const READY_TIMEOUT_MS = 3_000;
const FLUSH_TIMEOUT_MS = 2_000;

/**
 * Flags of one environment, kept current in this process. Make one for the life of the process.
 *
 * Never throws: without a usable url or key it says so through the logger, and every flag gives its default.
 *
 * @example
 * const flags = createClient({ url: "https://flags.example.com", sdkKey: process.env.SWITCHYARD_SDK_KEY });
 * await flags.waitForReady();
 * if (flags.isEnabled("checkout-v2", { targetingKey: user.id })) …
 */
export function createClient(options: ClientOptions = {}): Client {
  const advice = createAdvice(options.logger ?? console);
  const readiness = createReadiness();
  const store = createStore(createTakeRuleset(advice));
  const emitter = createEmitter<Events>((error) => advice.once("error", `a listener failed: ${error}`));
  const counts = createCounts();
  const guards = createGuards();
  const overrides = readOverrides(options.overrides, advice);
  const target = readTarget(options);
  const isTarget = !("mistake" in target);
  const cache =
    options.cacheFile && isTarget
      ? createCacheFile(options.cacheFile, `${target.url.href} ${target.sdkKey}`, advice, timer)
      : undefined;
  takeKept(store, cache, options.bootstrap, advice);
  if (store.held) guards.follow(store.held.data);
  const place = createKeyPlace(
    readEnvironment(options, advice),
    isTarget ? serverOf(target.url) : "",
    advice,
    options.logger !== undefined,
  );
  const session = isTarget
    ? startSession({
        target,
        appName: readAppName(options, advice),
        place,
        store,
        cache,
        counts,
        guards,
        privateAttributes: options.privateAttributes ?? [],
        readiness,
        emitter,
        advice,
      })
    : undefined;
  if (!isTarget) {
    const message = `${target.mistake}; not connecting, every flag gives its default`;
    advice.say("error", message);
    readiness.settle({ status: store.held ? "cached" : "failed", error: new Error(message) });
  }
  const answers = createAnswers({
    store,
    isLive: () => session?.status.state === "live",
    isConnecting: () => session?.status.state === "connecting",
    advice,
    place,
    counts,
    samples: session?.samples ?? NO_SAMPLES,
    guards,
    overrides,
    onEvaluation: options.onEvaluation,
  });

  async function flush(options?: { timeoutMs?: number }) {
    await inTime(Promise.all([session?.flush(), cache?.flush()]), options?.timeoutMs ?? FLUSH_TIMEOUT_MS);
  }

  async function close(options?: { timeoutMs?: number }) {
    const timeoutMs = options?.timeoutMs ?? FLUSH_TIMEOUT_MS;
    const until = performance.now() + timeoutMs;
    await inTime(session?.flush(), timeoutMs);
    session?.close();
    // Last, so that the copy has all that came meanwhile.
    await inTime(cache?.flush(), until - performance.now());
    if (!session?.synced) readiness.settle({ status: "failed", error: new Error("the client was closed") });
  }

  const client: Client = {
    ...answers,
    forContext: (context) => bind(client, context),
    bootstrap: (context, options) => bootstrapFor(store.held, context, options?.keys),
    track(event, context, options) {
      const value: unknown = options?.value;
      const number = typeof value === "number" ? value : undefined;
      if (isLabel(event)) {
        counts.event(event, number ?? (value === undefined ? 1 : 0));
        if (guards.running !== undefined) guards.happened(context, event, number);
      } else
        advice.once(
          "warn",
          "an event's name must be 1 to 100 characters without control characters; it is not counted",
        );
    },
    async waitForReady(options) {
      const version = store.held?.have.version;
      if (session?.synced) return { status: "ready", version };
      const result = await readiness.wait(options?.timeoutMs ?? READY_TIMEOUT_MS);
      return result.status === "timeout" && store.held
        ? { ...result, status: "cached", version: store.held.have.version }
        : result;
    },
    on: emitter.on,
    get status() {
      return session?.status ?? { state: "offline" as const, ...store.held?.have };
    },
    flush,
    close,
    [Symbol.asyncDispose]: close,
  };
  return withRequests(client, guards);
}

const NO_SAMPLES = { flags: undefined, note() {} };

/** Waits, but not longer; while somebody waits, the process stays alive. */
async function inTime(work: Promise<unknown> | undefined, timeoutMs: number): Promise<void> {
  let deadline: NodeJS.Timeout | undefined;
  const time = new Promise((resolve) => {
    deadline = setTimeout(resolve, Math.max(0, timeoutMs));
  });
  await Promise.race([work?.catch(() => {}), time]);
  clearTimeout(deadline);
}
