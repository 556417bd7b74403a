import { hkdfSync } from "node:crypto";
import { Webhook as StandardWebhook } from "standardwebhooks";
import { SwitchyardError } from "../errors.ts";
import type { Webhook } from "../storage/webhooks.ts";

/** For so long after a rotation the secret before it signs, too. */
const OVERLAP_MS = 24 * 3_600_000;

export interface WebhookSigning {
  /**
   * What a webhook's messages are signed with. Nothing is stored: it follows from this server's secret.
   *
   * @throws SwitchyardError INVALID_REQUEST when this server has no secret
   */
  secretOf(webhook: Pick<Webhook, "id" | "generation">): string;

  /**
   * The headers of a message, as https://www.standardwebhooks.com has them. A secret that was replaced a short time ago signs
   * beside the present one.
   *
   * @param at milliseconds since 1970
   */
  headers(webhook: Webhook, messageId: string, at: number, body: string): Record<string, string>;
}

/** @param secret of the server, the same for all nodes; none where nothing can be kept */
export function createWebhookSigning(secret: string | undefined): WebhookSigning {
  function secretOf({ id, generation }: Pick<Webhook, "id" | "generation">): string {
    if (secret === undefined) {
      throw new SwitchyardError("INVALID_REQUEST", "Webhooks need SWITCHYARD_SECRET, which is not set");
    }
    // HKDF (RFC 5869): of one secret as many as there are webhooks, none of which tells anything about another.
    const bytes = hkdfSync("sha256", secret, `${id} ${generation}`, "switchyard webhook", 32);
    return `whsec_${Buffer.from(bytes).toString("base64")}`;
  }
  return {
    secretOf,
    headers(webhook, messageId, at, body) {
      const { generation, rotatedAt } = webhook;
      const isOverlapping = rotatedAt !== undefined && at < rotatedAt + OVERLAP_MS;
      const secrets = [generation, ...(isOverlapping ? [generation - 1] : [])].map((one) =>
        secretOf({ id: webhook.id, generation: one }),
      );
      const signatures = secrets.map((one) => new StandardWebhook(one).sign(messageId, new Date(at), body));
      return {
        "webhook-id": messageId,
        "webhook-timestamp": String(Math.floor(at / 1000)),
        "webhook-signature": signatures.join(" "),
      };
    },
  };
}
