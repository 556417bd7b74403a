import type { Client } from "../client-types.ts";
import { type RequestFlagsOptions, requestFlags } from "./request-flags.ts";

/** Hono 4, as far as it is used. */
export interface HonoContext {
  readonly res: { readonly status: number };
  readonly error?: Error | undefined;
}

/**
 * Middleware for Hono.
 *
 * @example
 * app.use(honoFlags(flags, { context: (c: Context) => ({ targetingKey: c.req.header("x-user") }) }));
 */
export function honoFlags<Context extends HonoContext>(client: Client, options: RequestFlagsOptions<Context> = {}) {
  return async (context: Context, next: () => Promise<void>): Promise<void> => {
    const { run, end } = requestFlags(client, context, options);
    try {
      await run(next);
      // What a handler throws has become an answer by now.
      end(context.res.status >= 500);
    } catch (error) {
      end(true);
      throw error;
    }
  };
}
