import type { EvaluationContext } from "@switchyard/core";
import type { BoundFlags, Client, Details } from "../client-types.ts";
import { requestsOf } from "../guards/requests.ts";
import { current } from "./current-flags.ts";

/** How one request went, and the flags that had a say in it. */
export interface RequestReport {
  /** The variants that were given, by key: what its answer may depend on. `null` where a default was given. */
  flags: Readonly<Record<string, string | null>>;
  context: EvaluationContext;
  durationMs: number;
  /** It threw, or was answered with a status of 500 or more. A client that hung up is no failure. */
  failed: boolean;
}

export interface RequestFlagsOptions<Request> {
  /**
   * Whom the request's flags are for, asked when its first flag is. One that throws, or gives nothing, counts as no context: flags must not
   * break a request.
   * @default `{}` for every request
   */
  context?: ((request: Request) => EvaluationContext | undefined) | undefined;
  /** Hears of each request that evaluated a flag, once, when it has been answered. What it throws is ignored. */
  onRequest?: ((report: RequestReport) => void) | undefined;
}

export interface RequestFlags {
  /** Runs what answers the request, with {@link currentFlags} in reach. */
  run<Result>(answer: () => Result): Result;
  /** The request is over. Later calls do nothing. */
  end(failed: boolean): void;
}

/**
 * Binds a request to its context and watches it: which flags it evaluates, how long it takes, whether it fails. Counted as
 * the events `request` (its value is the duration in milliseconds) and `request.failed`, and, for each of its flags, by the guards
 * of the flag's rollout.
 */
export function requestFlags<Request>(
  client: Client,
  request: Request,
  { context: contextOf, onRequest }: RequestFlagsOptions<Request>,
): RequestFlags {
  requestsOf(client)?.expectRequests();
  const start = performance.now();
  let asked: { context: EvaluationContext; given: Record<string, string | null>; bound: BoundFlags } | undefined;
  // Made when the first flag is asked for: most requests of most services ask for none.
  function flags(): BoundFlags {
    if (asked === undefined) {
      const context = contextFor(request, contextOf);
      const given: Record<string, string | null> = {};
      asked = { context, given, bound: noting(client, context, given) };
    }
    return asked.bound;
  }
  let isOver = false;
  return {
    run: (answer) => current.run(flags, answer),
    end(failed) {
      if (isOver) return;
      isOver = true;
      if (asked === undefined) return;
      const { context, given } = asked;
      const keys = Object.keys(given);
      if (keys.length === 0) return;
      const durationMs = performance.now() - start;
      requestsOf(client)?.requested(keys, context, { durationMs, failed });
      client.track("request", context, { value: durationMs });
      if (failed) client.track("request.failed", context);
      try {
        onRequest?.({ flags: given, context, durationMs, failed });
      } catch {
        // The request is answered; its watcher's troubles are not its.
      }
    },
  };
}

/** Answers through details, which name the variant; the value is the same, and so is the count. */
function noting(client: Client, context: EvaluationContext, given: Record<string, string | null>): BoundFlags {
  const untyped: { getDetails<T>(key: string, context: EvaluationContext, defaultValue: T): Details<T> } = client;
  function getDetails<T>(key: string, defaultValue: T): Details<T> {
    const details = untyped.getDetails(key, context, defaultValue);
    given[key] = details.variant ?? null;
    return details;
  }
  return {
    isEnabled: (key: string, defaultValue = false) => getDetails(key, defaultValue).value,
    getValue: <T>(key: string, defaultValue: T) => getDetails(key, defaultValue).value,
    getDetails,
    explain: (key) => client.explain(key, context),
    track: (event, options) => client.track(event, context, options),
  } as BoundFlags;
}

function contextFor<Request>(request: Request, contextOf: RequestFlagsOptions<Request>["context"]): EvaluationContext {
  try {
    return contextOf?.(request) ?? {};
  } catch {
    return {};
  }
}
