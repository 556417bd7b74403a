/** How long things may take, in milliseconds. Each can be lowered, which is what tests do. */
export interface Timings {
  /** How often the versions are read, so that a hint that got lost costs no more than this. */
  poll: number;
  /** How often a socket is asked for a sign of life. Two silences in a row end it. */
  ping: number;
  /** From the upgrade to the hello. */
  hello: number;
  /** From the upgrade request to its answer. */
  handshake: number;
  /** How often the keys and sessions of open sockets are looked up again. */
  recheck: number;
  /** How long a socket may stay over its buffer before it is ended. */
  stuck: number;
  /** From our close frame to the end of a socket whose other side doesn't answer. */
  closing: number;
  /** From one message about receipts to the next. */
  receipts: number;
  /** From one message with evaluations to the next. */
  looks: number;
  /** From one message that there is news of clients or usage to the next. */
  news: number;
  /** How often the change log is looked at for what concerns inboxes. */
  inbox: number;
  /** How often SDKs are looked for that don't poll any more. */
  sweep: number;
  /** From one message to other nodes about this node's SDKs to the next. */
  tell: number;
  /** How often a node says that it lives. */
  nodeBeat: number;
  /** After so long without that, nobody knows what its SDKs do. */
  nodeSilent: number;
  /** And after so long they are taken for gone. */
  nodeGone: number;
}

export const TIMINGS: Timings = {
  poll: 1_000,
  ping: 15_000,
  hello: 5_000,
  handshake: 5_000,
  recheck: 4_000,
  stuck: 60_000,
  closing: 1_000,
  receipts: 100,
  looks: 500,
  news: 3_000,
  inbox: 1_000,
  sweep: 10_000,
  tell: 200,
  nodeBeat: 2_000,
  nodeSilent: 10_000,
  nodeGone: 120_000,
};

export interface Clock {
  /** Milliseconds since 1970, for people to read. */
  wall(): number;
  /** Milliseconds since some moment, never going back, for measuring. */
  monotonic(): number;
}

export const CLOCK: Clock = { wall: () => Date.now(), monotonic: () => performance.now() };
