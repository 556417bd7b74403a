/** One SDK instance on one connection, or one that polls, and what it said. */
export interface Instance {
  /** Unique per SDK object, also among those who made their names up. */
  id: string;
  /** The name that it gave itself. */
  instance: string;
  app?: string;
  /** What it calls its SDK. */
  sdk: string;
  browser: boolean;
  polling: boolean;
  /** The version it last said that it evaluates with; 0 when it said nothing yet. */
  confirmed: number;
  /** When it was last heard of, milliseconds since 1970. */
  lastSeen: number;
  /** When it came, milliseconds since 1970. */
  connectedAt: number;
  /** The same on the monotonic clock. */
  since: number;
}
