import { AsyncLocalStorage } from "node:async_hooks";
import type { BoundFlags } from "../client-types.ts";

export const current = new AsyncLocalStorage<() => BoundFlags>();

/**
 * The flags of the request that is being answered, with its context.
 *
 * @throws Error outside of a request: a default would hide that the middleware is missing
 */
export function currentFlags(): BoundFlags {
  const flags = current.getStore();
  if (flags) return flags();
  throw new Error(
    "currentFlags() was called outside of a request that a flags middleware of @switchyard/sdk-node/middleware answers",
  );
}
