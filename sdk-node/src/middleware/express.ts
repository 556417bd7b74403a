import type { Client } from "../client-types.ts";
import { type RequestFlagsOptions, requestFlags } from "./request-flags.ts";

/** Of Express 4 and 5, and of whatever else passes Node's request and response through `(request, response, next)`. */
export interface ExpressResponse {
  readonly statusCode: number;
  readonly writableFinished: boolean;
  once(event: "close", listener: () => void): unknown;
}

/**
 * Middleware for Express.
 *
 * @example
 * app.use(expressFlags(flags, { context: (request: express.Request) => ({ targetingKey: request.get("x-user") }) }));
 */
export function expressFlags<Request extends object = object>(
  client: Client,
  options: RequestFlagsOptions<Request> = {},
) {
  return (request: Request, response: ExpressResponse, next: () => void): void => {
    const { run, end } = requestFlags(client, request, options);
    // Comes after "finish", and alone when the client hung up: then the status was never sent.
    response.once("close", () => end(response.writableFinished && response.statusCode >= 500));
    run(next);
  };
}
