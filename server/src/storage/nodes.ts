import type { JsonValue } from "@switchyard/core";

/**
 * What nodes that share a database tell each other. Of the moment, and never what anything else depends on: the change log
 * stays the truth. All ages are measured by the database's clock, so that no node's own clock matters.
 */
export interface Nodes {
  /**
   * A sign of life, and what others may read from now on.
   *
   * @param told environment id to a summary, or to `null` when there is nothing to tell any more
   */
  tell(told: ReadonlyMap<string, string | null>): Promise<void>;

  /** What other nodes told of an environment. */
  told(environmentId: string): Promise<Told[]>;

  /** Takes back all that this node told: it ends. */
  leave(): Promise<void>;

  /**
   * To all other nodes that listen at this moment.
   *
   * @param message at most {@link MAX_MESSAGE_BYTES} of JSON
   * @throws RangeError when it is more
   */
  send(message: JsonValue): Promise<void>;

  /** Calls back with what other nodes send. Anybody who may connect to the database can send: parse it. */
  onMessage(listener: (message: unknown) => void): () => void;

  /**
   * Which of these reports no node has counted yet; from now on they are. Of reports that are more than 30 behind an
   * instance's last it isn't known any more, and they are not new.
   *
   * @param attempt the same when it is tried again because the answer was lost: then the answer is the same, too
   */
  claim(reports: readonly Claim[], attempt: string): Promise<boolean[]>;

  /**
   * Counts an attempt of somebody's, unless there were `limit` of them on any node within the last `windowMs`.
   *
   * @param caller who and what
   * @returns undefined when it was counted; else the milliseconds until one would be
   */
  countAttempt(caller: string, limit: number, windowMs: number): Promise<number | undefined>;
}

export interface Told {
  nodeId: string;
  summary: string;
  /** Milliseconds since it was told. */
  age: number;
  /** Milliseconds since the node's last sign of life. */
  silence: number;
}

/** One report of one SDK instance. */
export interface Claim {
  reporter: string;
  seq: number;
}

/** Of a PostgreSQL notification, without what we put around it. */
export const MAX_MESSAGE_BYTES = 7_800;
