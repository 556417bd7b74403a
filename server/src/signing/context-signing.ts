import { hkdfSync } from "node:crypto";
import type { EvaluationContext } from "@switchyard/core";
import { SwitchyardError } from "../errors.ts";
import type { Key } from "../storage/port.ts";
import { readSignedContext } from "./signed-context.ts";

/** Whom a browser asks for: as it says, or as its backend signed it. */
export interface GivenContext {
  context?: EvaluationContext;
  token?: string;
}

export interface AcceptedContext {
  context: EvaluationContext;
  /** When what it allows ends, milliseconds since 1970. */
  expiresAt?: number;
}

export interface ContextSigning {
  /**
   * What the backend signs contexts with for one client key. Nothing is stored: it follows from this server's secret.
   *
   * @throws SwitchyardError INVALID_REQUEST when this server has no secret
   */
  secretOf(keyId: string): string;

  /**
   * The context that answers may be given for.
   *
   * @param now milliseconds since 1970
   * @throws SwitchyardError TOKEN_REFUSED
   */
  accept(key: Key, given: GivenContext, now: number): AcceptedContext;
}

/** @param secret of the server, the same for all nodes; none where nothing can be kept */
export function createContextSigning(secret: string | undefined): ContextSigning {
  function secretOf(keyId: string): string {
    if (secret === undefined) {
      throw new SwitchyardError("INVALID_REQUEST", "Signed contexts need SWITCHYARD_SECRET, which is not set");
    }
    // HKDF (RFC 5869): of one secret as many as there are keys, none of which tells anything about another.
    const bytes = hkdfSync("sha256", secret, keyId, "switchyard signed context", 32);
    return `sw_sign_${Buffer.from(bytes).toString("base64url")}`;
  }
  return {
    secretOf,
    accept(key, { context = {}, token }, now) {
      if (!key.signedContext) {
        if (token === undefined) return { context };
        throw new SwitchyardError("TOKEN_REFUSED", "The token was refused: this client key takes no signed contexts");
      }
      if (token !== undefined) return readSignedContext(token, secretOf(key.id), now);
      throw new SwitchyardError("TOKEN_REFUSED", "This client key takes signed contexts only, received no token");
    },
  };
}
