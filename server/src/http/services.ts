import type { Logger } from "pino";
import type { TrustedProxies } from "../auth/client-address.ts";
import type { OidcProvider } from "../auth/oidc/provider.ts";
import type { SignIn } from "../auth/sign-in.ts";
import type { Live } from "../live/index.ts";
import type { Metrics } from "../observe/metrics.ts";
import type { Outbound } from "../outbound/outbound.ts";
import type { Rollouts } from "../rollouts/create-rollouts.ts";
import type { ContextSigning } from "../signing/context-signing.ts";
import type { Storage } from "../storage/port.ts";
import type { WebhookSigning } from "../webhooks/webhook-signing.ts";

/** What the routes work with, constructed once in `main.ts`. */
export interface Services {
  storage: Storage;
  live: Live;
  signIn: SignIn;
  /** Absent where no OpenID provider is set up. */
  oidc?: OidcProvider | undefined;
  signing: ContextSigning;
  outbound: Outbound;
  webhookSigning: WebhookSigning;
  metrics: Metrics;
  rollouts: Pick<Rollouts, "now" | "refusalOf">;
  /** Absent where nobody's `X-Forwarded-For` is believed. */
  trustedProxies?: TrustedProxies | undefined;
  log: Logger;
}
