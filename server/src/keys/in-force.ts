import type { Key } from "../storage/port.ts";

/** Neither revoked nor expired. */
export const isInForce = ({ revokedAt, expiresAt }: Key, now = Date.now()): boolean =>
  revokedAt === undefined && (expiresAt === undefined || expiresAt > now);
