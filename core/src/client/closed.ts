/** Why a stream is no more, or could not be had. */
export interface Closed {
  /** A WebSocket close code; 4000 + HTTP status where the upgrade was refused, and where a server says so itself. */
  code?: number;
  /** The server's wish, from `Retry-After`; NaN is none. */
  retryAfterMs?: number;
  reason?: string;
}

/** The key is not valid, or not for this. */
export const isRefusal = ({ code }: Closed) => code === 4401 || code === 4403;
