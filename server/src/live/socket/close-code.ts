/**
 * Why we end a socket: WebSocket's own codes (RFC 6455, 7.4.1), and 4000 + HTTP status where that says it better, which
 * the SDKs know.
 */
export const CLOSE = {
  goingAway: 1001,
  unsupportedData: 1003,
  invalidPayload: 1007,
  policy: 1008,
  tryAgainLater: 1013,
  protocol: 4400,
  unauthorized: 4401,
  forbidden: 4403,
  timeout: 4408,
  behind: 4503,
} as const;

export type CloseCode = (typeof CLOSE)[keyof typeof CLOSE];

/** Ends a connection, and says why. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: CloseCode;

  constructor(code: CloseCode, reason: string) {
    super(reason);
    this.code = code;
  }
}

const MAX_REASON_BYTES = 123;

/** A reason as a close frame can carry it, cut between characters. */
export function closeReason(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_REASON_BYTES) return text;
  // A character that the cut went through decodes to U+FFFD.
  return `${bytes
    .subarray(0, MAX_REASON_BYTES - 3)
    .toString()
    .replace(/\uFFFD+$/, "")}…`;
}
