/** Told of what happens to streams, to be counted. */
export interface Meter {
  /** An upgrade was refused with this HTTP status. */
  refused(status: number): void;
  /** New versions of an environment were committed. */
  committed(versions: number): void;
  /** A pass over all SDKs of an environment took so long, from the first to the last socket. */
  broadcast(ms: number): void;
  /** An SDK said, so long after the commit, that it evaluates with a version. */
  confirmed(ms: number): void;
}

export const NO_METER: Meter = { refused() {}, committed() {}, broadcast() {}, confirmed() {} };

/** What there is now. */
export interface Gauges {
  /** Open sockets of server SDKs and of browsers, those that have not said hello yet among them. */
  sdks: number;
  admins: number;
  /** Of all snapshots that are kept ready. */
  snapshotBytes: number;
}
