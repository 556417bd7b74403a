import * as client from "openid-client";
import { SwitchyardError } from "../../errors.ts";
import type { GroupMapping } from "./group-roles.ts";
import { localPath } from "./local-path.ts";
import { createSeal } from "./seal.ts";

export interface OidcSettings {
  /** https, or http on this machine. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** The claim that lists somebody's groups. */
  groupsClaim: string;
  groups: GroupMapping;
}

/** What the provider says of somebody. */
export interface Claims {
  issuer: string;
  subject: string;
  email: string | undefined;
  emailVerified: boolean;
  name: string | undefined;
  groups: string[];
}

/** Signing in at an OpenID provider: by the authorization code flow with PKCE, state and nonce. */
export interface OidcProvider {
  /** What people call it: the host of its issuer. */
  readonly name: string;
  readonly settings: OidcSettings;
  /**
   * @param redirectUri where the provider sends people back to
   * @param to the path of this server to go to afterwards
   * @returns where to send the browser, and what it must bring back
   * @throws SwitchyardError UNAVAILABLE
   */
  begin(redirectUri: string, to: string | undefined): Promise<{ url: string; sealed: string }>;
  /**
   * @param search of the address that the provider sent the browser to
   * @param sealed what the browser brought back
   * @throws SwitchyardError PROVIDER_REFUSED, UNAVAILABLE
   */
  finish(redirectUri: string, search: string, sealed: string | undefined): Promise<{ claims: Claims; to: string }>;
}

/** How long somebody may take at the provider. */
export const OIDC_SECONDS = 600;
const TIMEOUT_SECONDS = 5;
const SCOPE = "openid email profile";

/** @param secret of this server: what browsers keep in between is sealed with it */
export function createOidcProvider(settings: OidcSettings, secret: string, now: () => number = Date.now): OidcProvider {
  const seal = createSeal(secret, "sign-in at a provider");
  const issuer = new URL(settings.issuer);
  let discovered: Promise<client.Configuration> | undefined;

  /** Once; again after it failed. */
  function discover(): Promise<client.Configuration> {
    discovered ??= client
      .discovery(issuer, settings.clientId, settings.clientSecret, undefined, {
        timeout: TIMEOUT_SECONDS,
        execute: issuer.protocol === "http:" ? [client.allowInsecureRequests] : [],
      })
      .catch((cause: unknown) => {
        discovered = undefined;
        throw new SwitchyardError("UNAVAILABLE", `The sign-in provider ${issuer.host} does not answer`, { cause });
      });
    return discovered;
  }

  return {
    name: issuer.host,
    settings,
    async begin(redirectUri, to) {
      const config = await discover();
      const verifier = client.randomPKCECodeVerifier();
      const [state, nonce] = [client.randomState(), client.randomNonce()];
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: SCOPE,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
        state,
        nonce,
      });
      const kept: Kept = { state, nonce, verifier, to: localPath(to), until: now() + OIDC_SECONDS * 1000 };
      return { url: url.href, sealed: seal.close(JSON.stringify(kept)) };
    },

    async finish(redirectUri, search, sealed) {
      const text = sealed === undefined ? undefined : seal.open(sealed);
      const kept = text === undefined ? undefined : (JSON.parse(text) as Kept);
      if (kept === undefined || kept.until < now()) {
        throw refused("The sign-in was not begun in this browser, or took longer than ten minutes: begin again");
      }
      const config = await discover();
      const url = new URL(redirectUri);
      url.search = search;
      try {
        const tokens = await client.authorizationCodeGrant(config, url, {
          pkceCodeVerifier: kept.verifier,
          expectedState: kept.state,
          expectedNonce: kept.nonce,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (claims === undefined) throw refused("The provider sent no ID token");
        const more = config.serverMetadata().userinfo_endpoint
          ? await client.fetchUserInfo(config, tokens.access_token, claims.sub)
          : {};
        return { claims: readClaims({ ...more, ...claims }, settings.groupsClaim), to: kept.to };
      } catch (cause) {
        if (cause instanceof SwitchyardError) throw cause;
        // What the library says may carry what the provider sent: it goes to nobody but the cause's code.
        throw refused(`The sign-in at ${issuer.host} did not succeed (${codeOf(cause)})`);
      }
    },
  };
}

interface Kept {
  state: string;
  nonce: string;
  verifier: string;
  to: string;
  until: number;
}

const refused = (message: string) => new SwitchyardError("PROVIDER_REFUSED", message);

function codeOf(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return typeof code === "string" && /^[A-Z_]{1,60}$/i.test(code) ? code : "no code";
}

/** Claims are what others say: each is taken as what it should be, or not at all. */
function readClaims(claims: Readonly<Record<string, unknown>>, groupsClaim: string): Claims {
  const text = (name: string) => {
    const value = claims[name];
    return typeof value === "string" && value.trim() !== "" ? value.trim().slice(0, 200) : undefined;
  };
  const groups = claims[groupsClaim];
  return {
    issuer: String(claims.iss),
    subject: String(claims.sub),
    email: text("email"),
    emailVerified: claims.email_verified === true,
    name: text("name") ?? text("preferred_username"),
    groups: Array.isArray(groups) ? groups.filter((group) => typeof group === "string") : [],
  };
}
