import type { HttpBindings } from "@hono/node-server";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Identity } from "../auth/identity.ts";
import type { Key } from "../storage/port.ts";
import type { Credentials } from "./credentials.ts";

/** What the handlers of a request find in their context. */
export interface Env {
  Bindings: HttpBindings;
  Variables: {
    credentials: Credentials;
    /** Set by `admin` access. */
    identity: Identity;
    /** Set by `sdk` access. */
    sdkKey: Key;
  };
}

export type Api = OpenAPIHono<Env>;
