import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import { type Identity, OPERATOR } from "../../auth/identity.ts";
import { SESSION_COOKIE, sessionIdentity } from "../../auth/sessions.ts";
import { sameSecret } from "../../auth/tokens.ts";
import { SwitchyardError } from "../../errors.ts";
import { findKey } from "../../keys/find-key.ts";
import { SDK_KEY } from "../../keys/key-format.ts";
import { isAllowedOrigin } from "../../live/index.ts";
import type { Key, KeyKind, Storage } from "../../storage/port.ts";
import { API_TOKEN } from "../../tokens/token-format.ts";
import { tokenIdentity } from "../../tokens/token-identity.ts";
import type { Credentials, Env } from "../env.ts";
import { isStanding } from "./access-kinds.ts";
import { requireRole, requireStanding } from "./permission.ts";
import { requireSameOrigin } from "./same-origin.ts";

/**
 * @param options.adminToken the operator's token; without it only people get in
 * @param options.metricsToken for who reads metrics and nothing else
 */
export function createCredentials(options: {
  storage: Storage;
  adminToken?: string;
  metricsToken?: string;
}): Credentials {
  const { storage, adminToken, metricsToken } = options;

  async function identify(c: Context<Env>): Promise<Identity> {
    const authorization = c.req.header("authorization");
    if (authorization !== undefined) {
      const token = bearer(authorization);
      if (adminToken !== undefined && sameSecret(token, adminToken)) return OPERATOR;
      const program = API_TOKEN.test(token) ? await tokenIdentity(storage, token) : undefined;
      if (program === undefined) throw wrongToken(token);
      return program;
    }
    const identity = await sessionIdentity(storage, getCookie(c, SESSION_COOKIE));
    if (identity === undefined) {
      throw new SwitchyardError(
        "UNAUTHENTICATED",
        "This needs a session (sign in) or an API token in `Authorization: Bearer …`, received neither",
      );
    }
    requireSameOrigin(c.req.raw);
    return identity;
  }

  return {
    async metrics(c) {
      const authorization = c.req.header("authorization");
      const mayBeToken = metricsToken !== undefined && authorization !== undefined;
      if (mayBeToken && sameSecret(bearer(authorization), metricsToken)) return;
      requireStanding(await identify(c), "owner");
    },

    async permitted(c, permission) {
      const identity = await identify(c);
      if (isStanding(permission)) requireStanding(identity, permission);
      else await requireRole(c, storage, identity, permission);
      return identity;
    },

    async sdk(c) {
      const key = await keyOf(c, "server");
      if (key?.kind === "server") return key;
      if (key?.kind === "client") {
        throw new SwitchyardError(
          "WRONG_CREDENTIAL",
          "Whole rules are for server SDK keys (sw_server_…) only, received a client key",
        );
      }
      throw new SwitchyardError("UNAUTHENTICATED", "The server SDK key is unknown or was revoked");
    },

    async client(c) {
      const key = await keyOf(c, "client");
      if (key?.kind === "server") {
        const message = "This is for client keys (sw_client_…), received a server key, which belongs in no browser";
        throw new SwitchyardError("WRONG_CREDENTIAL", message);
      }
      if (key === undefined) throw new SwitchyardError("UNAUTHENTICATED", "The client key is unknown or was revoked");
      return fromItsOrigin(c, key);
    },

    async anySdk(c) {
      const key = await keyOf(c);
      if (key === undefined) throw new SwitchyardError("UNAUTHENTICATED", "The SDK key is unknown or was revoked");
      return key.kind === "client" ? fromItsOrigin(c, key) : key;
    },
  };

  async function keyOf(c: Context<Env>, kind?: KeyKind): Promise<Key | undefined> {
    const authorization = c.req.header("authorization");
    if (authorization === undefined) {
      throw new SwitchyardError(
        "UNAUTHENTICATED",
        `This needs ${kind ? `a ${kind}` : "an SDK"} key in \`Authorization: Bearer sw_${kind ? `${kind}_` : ""}…\`, received none`,
      );
    }
    const token = bearer(authorization);
    return SDK_KEY.test(token) ? findKey(storage, token) : undefined;
  }
}

function fromItsOrigin(c: Context<Env>, key: Key): Key {
  const origin = c.req.header("origin");
  if (isAllowedOrigin(key.origins, origin)) return key;
  const received = origin ?? "nowhere (no Origin)";
  throw new SwitchyardError("CROSS_ORIGIN", `The client key may not be used from ${received}`);
}

function bearer(authorization: string): string {
  const [, token] = /^Bearer +(\S+) *$/i.exec(authorization) ?? [];
  if (token === undefined) {
    throw new SwitchyardError("UNAUTHENTICATED", "Authorization must be `Bearer <token>`, received another form");
  }
  return token;
}

function wrongToken(token: string): SwitchyardError {
  if (SDK_KEY.test(token)) {
    return new SwitchyardError(
      "WRONG_CREDENTIAL",
      "The API takes an API token (sw_api_… or SWITCHYARD_ADMIN_TOKEN) or a session, received an SDK key, which belongs to /v1",
    );
  }
  return new SwitchyardError(
    "UNAUTHENTICATED",
    API_TOKEN.test(token)
      ? "The API token is unknown, has expired or was revoked"
      : "The bearer token is neither an API token (sw_api_…) nor the admin token (SWITCHYARD_ADMIN_TOKEN) of this server",
  );
}
