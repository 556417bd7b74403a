import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import { loggedPath } from "./logged-path.ts";
import type { Metrics } from "./metrics.ts";
import type { Tracer } from "./tracer.ts";

/** Runs a request's answering, and tells log, metrics and traces of it when it is over. */
export type Observer = (incoming: IncomingMessage, outgoing: ServerResponse, answer: () => void) => void;

const routes = new WeakMap<object, string>();

/** The pattern that answers this request: what it is called in metrics and traces. */
export function rememberRoute(outgoing: object, pattern: string): void {
  routes.set(outgoing, pattern);
}

export function createObserver({ metrics, tracer, log }: { metrics: Metrics; tracer: Tracer; log: Logger }): Observer {
  return (incoming, outgoing, answer) => {
    const startedAt = performance.now();
    const { method = "", url = "", headers } = incoming;
    const span = tracer.begin({ method, headers });
    // Also when the other side hangs up before the answer.
    outgoing.on("close", () => {
      const ms = performance.now() - startedAt;
      const { statusCode: status } = outgoing;
      const route = routes.get(outgoing) ?? (url.startsWith("/ofrep/v1/") ? "/ofrep/v1/*" : "none");
      metrics.answered({ method, route, status, ms });
      span.end(route, status);
      if (!log.isLevelEnabled("debug")) return;
      // Without the query: setup links and signed contexts come in it.
      const [path = ""] = url.split("?", 1);
      log.debug({ method, path: loggedPath(path), status, ms: Math.round(ms * 10) / 10 }, "request");
    });
    span.run(answer);
  };
}
