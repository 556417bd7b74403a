import type { Client } from "../client-types.ts";
import type { Guards } from "./guards.ts";

type Requests = Pick<Guards, "expectRequests" | "requested">;

/**
 * How the middleware, which is published as a bundle of its own, finds the guards of a client: by a symbol that both know, on the client and in
 * none of its types. A client without one, as in tests, has no guards.
 */
const REQUESTS = Symbol.for("@switchyard/sdk-node/requests");

export function withRequests(client: Client, requests: Requests): Client {
  return Object.defineProperty(client, REQUESTS, { value: requests, enumerable: true });
}

export function requestsOf(client: Client): Requests | undefined {
  return (client as { [REQUESTS]?: Requests })[REQUESTS];
}
