import { createEmitter, createStore, type Events } from "@switchyard/core/client";
import { createAdvice } from "./advice.ts";
import { createAnswers } from "./answers.ts";
import type { Client } from "./client-types.ts";
import { type ClientOptions, readAppName, readTarget } from "./options.ts";
import { createReadiness } from "./readiness.ts";

import { startSession } from "./session.ts";
import { createTakeRuleset } from "./take-ruleset.ts";

const READY_TIMEOUT_MS = 3_000;

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
  const emitter = createEmitter<Events>((error) => advice.say("error", `a listener failed: ${error}`));
  const target = readTarget(options);
  const session =
    "mistake" in target
      ? undefined
      : startSession({ target, appName: readAppName(options, advice), store, readiness, emitter, advice });
  if ("mistake" in target) {
    const message = `${target.mistake}; not connecting, every flag gives its default`;
    advice.say("error", message);
    readiness.settle({ status: "failed", error: new Error(message) });
  }
  const answers = createAnswers({ store, isLive: () => session?.status.state === "live", advice });

  async function close() {
    session?.close();
    if (!store.held) readiness.settle({ status: "failed", error: new Error("the client was closed") });
  }

  return {
    ...answers,
    async waitForReady({ timeoutMs = READY_TIMEOUT_MS } = {}) {
      return store.held ? { status: "ready", version: store.held.have.version } : readiness.wait(timeoutMs);
    },
    on: emitter.on,
    get status() {
      return session?.status ?? { state: "offline" as const };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
