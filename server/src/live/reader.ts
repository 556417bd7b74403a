/**
 * What one SDK is told, framed. Server SDKs of an environment share one reader; a browser has its own, as some answers
 * are for its context only. Each call tells of the newest version and is followed by sending what it returned.
 */
export interface Reader {
  /** "You have it all." */
  current(): Buffer;
  snapshot(): Buffer;
  /** What brings an SDK from `version` to the newest, or `undefined` when that is out of reach. */
  changes(version: number): Buffer | undefined;
}
