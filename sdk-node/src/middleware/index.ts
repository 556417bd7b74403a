// @switchyard/sdk-node/middleware: the flags of the request that is being answered, anywhere below its handler.
//
//   app.use(expressFlags(flags, { context: (request) => ({ targetingKey: request.user.id }) }));
//   …
//   currentFlags().isEnabled("checkout-v2");
//
// Nothing of a framework is imported: each is known by the few members that are used.

export { currentFlags } from "./current-flags.ts";
export { type ExpressResponse, expressFlags } from "./express.ts";
export { type FastifyLike, fastifyFlags } from "./fastify.ts";
export { type HonoContext, honoFlags } from "./hono.ts";
export { nextFlags } from "./next.ts";
export type { RequestFlagsOptions, RequestReport } from "./request-flags.ts";
