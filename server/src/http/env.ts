import type { HttpBindings } from "@hono/node-server";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { TrustedProxies } from "../auth/client-address.ts";
import type { Identity } from "../auth/identity.ts";
import type { Key } from "../storage/port.ts";
import type { Permission } from "./access/access-kinds.ts";

/** Turns a request's credentials into who is asking, or refuses it. */
export interface Credentials {
  /** @throws SwitchyardError UNAUTHENTICATED, WRONG_CREDENTIAL, CROSS_ORIGIN */
  metrics(c: Context<Env>): Promise<void>;
  /** @throws SwitchyardError UNAUTHENTICATED, WRONG_CREDENTIAL, CROSS_ORIGIN, NOT_FOUND, FORBIDDEN */
  permitted(c: Context<Env>, permission: Permission): Promise<Identity>;
  /** @throws SwitchyardError UNAUTHENTICATED, WRONG_CREDENTIAL */
  sdk(c: Context<Env>): Promise<Key>;
  /** @throws SwitchyardError UNAUTHENTICATED, WRONG_CREDENTIAL, CROSS_ORIGIN */
  client(c: Context<Env>): Promise<Key>;
  /** @throws SwitchyardError UNAUTHENTICATED, CROSS_ORIGIN */
  anySdk(c: Context<Env>): Promise<Key>;
}

/** What the handlers of a request find in their context. */
export interface Env {
  Bindings: HttpBindings;
  Variables: {
    credentials: Credentials;
    trustedProxies: TrustedProxies | undefined;
    /** Set wherever a permission is declared. */
    identity: Identity;
    /** Set by `sdk`, `client` and `anySdk` access. */
    sdkKey: Key;
  };
}

export type Api = OpenAPIHono<Env>;
