import type { Client } from "../client-types.ts";
import { type RequestFlags, type RequestFlagsOptions, requestFlags } from "./request-flags.ts";

/** Fastify 4 and 5. Its hooks have too many types to be spelled out, and any of their shapes fits this. */
export interface FastifyLike {
  addHook(name: never, hook: never): unknown;
}

interface Hooks<Request> {
  addHook(
    name: "onRequest" | "preValidation" | "onResponse",
    hook: (request: Request, reply: { statusCode: number }, done: () => void) => void,
  ): void;
  addHook(name: "onRequestAbort", hook: (request: Request, done: () => void) => void): void;
}

/**
 * Adds hooks to a Fastify instance; call it on the one whose routes ask for flags, before they are declared.
 *
 * @example
 * fastifyFlags(app, flags, { context: (request: FastifyRequest) => ({ targetingKey: request.session.userId }) });
 */
export function fastifyFlags<Request extends object = object>(
  app: FastifyLike,
  client: Client,
  options: RequestFlagsOptions<Request> = {},
): void {
  const hooks = app as Hooks<Request>;
  const open = new WeakMap<Request, RequestFlags>();
  hooks.addHook("onRequest", (request, _reply, done) => {
    const flags = requestFlags(client, request, options);
    open.set(request, flags);
    flags.run(done);
  });
  // Between the two the body is read, in events of the socket, which know nothing of the request.
  hooks.addHook("preValidation", (request, _reply, done) => {
    const flags = open.get(request);
    if (flags) flags.run(done);
    else done();
  });
  hooks.addHook("onRequestAbort", (request, done) => {
    open.get(request)?.end(false);
    done();
  });
  hooks.addHook("onResponse", (request, { statusCode }, done) => {
    open.get(request)?.end(statusCode >= 500);
    done();
  });
}
