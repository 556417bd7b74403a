import type { ConnectionState } from "./connection.ts";

// What both SDKs tell their applications.

export interface Status {
  /** `connecting`: on its way. `live`: every change arrives at once. `offline`: waiting for the next attempt. */
  state: ConnectionState;
  epoch?: string;
  version?: number;
  /** What made the version, as the server said it: tells it from another change that got the same number after a database was set back. */
  stamp?: string;
  /** When the server last said what is current, in milliseconds since 1970. */
  lastSyncAt?: number;
  /** Where the SDK key belongs, `project/environment`, once the server has said so. It never does to browsers. */
  environment?: string;
}

export interface Change {
  /** What is evaluated with from now on. */
  version: number;
  /**
   * Keys of the flags that may answer differently now, removed ones included. In a browser, where there is one context
   * only: that do.
   */
  flags: string[];
}

/** What `on` can listen to, with what the listener is given. */
export interface Events {
  /** The first flags are here. */
  ready: { version: number };
  change: Change;
  /** The state changed. */
  connection: Status;
  /** Something failed; flags keep answering with what was last known. */
  error: Error;
  /** The same for one flag alone. */
  [change: `change:${string}`]: Change;
}
