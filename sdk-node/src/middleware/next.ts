import type { Client } from "../client-types.ts";
import { type RequestFlagsOptions, requestFlags } from "./request-flags.ts";

/**
 * Wraps a route handler of Next's app router, or any other that answers a `Request` with a `Response`. Needs the Node
 * runtime: on the edge there is no stream to keep flags current.
 *
 * @example
 * export const GET = nextFlags(flags, async () => Response.json({ v2: currentFlags().isEnabled("checkout-v2") }), {
 *   context: (request) => ({ targetingKey: request.headers.get("x-user") ?? undefined }),
 * });
 */
export function nextFlags<In extends Request, Rest extends unknown[]>(
  client: Client,
  handler: (request: In, ...rest: Rest) => Response | Promise<Response>,
  options: RequestFlagsOptions<In> = {},
): (request: In, ...rest: Rest) => Promise<Response> {
  return async (request, ...rest) => {
    const { run, end } = requestFlags(client, request, options);
    try {
      const response = await run(() => handler(request, ...rest));
      end(response.status >= 500);
      return response;
    } catch (error) {
      // How Next spells `redirect()` and `notFound()`: an answer, not a failure.
      end(!isAnswer(error));
      throw error;
    }
  };
}

const isAnswer = (error: unknown) => {
  const digest = typeof error === "object" && error !== null && "digest" in error ? error.digest : undefined;
  return typeof digest === "string" && /^NEXT_(REDIRECT|NOT_FOUND|HTTP_ERROR_FALLBACK)/.test(digest);
};
