import type { Platform } from "@switchyard/core/client";

/** An application that has just begun is soon seen. */
const FIRST_MS = 2_000;
const MINUTE_MS = 60_000;

/** How a report gets to the server, if it can just now. */
export interface Transport<Report> {
  way(): "stream" | "request" | undefined;
  send(report: Report): void;
  /** Calls when the server has got all that was sent, or the stream is lost. */
  settle(done: () => void): void;
  /** Says what is evaluated with, and reports. @param done whether the server took it */
  post(report: Report | undefined, done: (taken: boolean) => void): void;
}

export interface Pace {
  everyMs(): number;
  /**
   * Over one stream: the server ends it at 200 messages a minute, and who is looked at needs some of them. What finds no room waits, and
   * the numbers go on counting.
   */
  mostPerMinute: number;
}

export interface Reporter {
  /** The stream is live again, or a poll was answered. */
  connected(): void;
  /** The pace is another one from now on. */
  paced(): void;
  /** Sends what there is, now. @param done is called when the server has it, or when it can't be had */
  flush(done: () => void): void;
  close(): void;
}

/**
 * Sends what was counted. A report is kept until the server has got it and sent again over the next connection;
 * its number says that it is the same, so that nothing counts twice. While there is no connection, nothing is taken.
 */
export function createReporter<Report extends { type: string; seq: number }>(
  type: Report["type"],
  take: () => Omit<Report, "type" | "seq">[],
  transport: Transport<Report>,
  { everyMs, mostPerMinute }: Pace,
  { timer, random }: Pick<Platform, "timer" | "random">,
): Reporter {
  let seq = 0;
  /** Not known to have arrived, in order. */
  let waiting: Report[] = [];
  /** Those of them that were sent over this stream. */
  const sent = new Set<Report>();
  let room = mostPerMinute;
  let roomAt = 0;
  let cancel = timer(tick, FIRST_MS);
  const numbered = (body: Omit<Report, "type" | "seq">) => ({ type, seq: ++seq, ...body }) as Report;
  /** Who waits for the posts under way. */
  const whenPosted: (() => void)[] = [];

  function tick() {
    cancel = timer(tick, everyMs() * (0.9 + 0.2 * random()));
    if (transport.way() === "stream") push(() => {});
  }

  function push(done: () => void) {
    const way = transport.way();
    if (way === undefined) return done();
    // One that never arrives must not have others pile up behind it.
    if (waiting.length < mostPerMinute) waiting.push(...take().map(numbered));
    if (way === "request") post(done);
    else stream(done);
  }

  function stream(done: () => void) {
    if (performance.now() - roomAt >= MINUTE_MS) {
      room = mostPerMinute;
      roomAt = performance.now();
    }
    for (const report of waiting.filter((one) => !sent.has(one)).slice(0, room)) {
      room--;
      sent.add(report);
      transport.send(report);
    }
    if (sent.size === 0) return done();
    const now = new Set(sent);
    transport.settle(() => {
      // Lost with the stream: they are sent again.
      if (transport.way() === "stream") waiting = waiting.filter((report) => !now.has(report) || !sent.delete(report));
      done();
    });
  }

  /** One after another, each with the version that is evaluated with; at least that. */
  function post(done: () => void) {
    whenPosted.push(done);
    if (whenPosted.length > 1) return;
    postNext();
  }

  function postNext() {
    const [report] = waiting;
    transport.post(report, (taken) => {
      if (taken && report) waiting = waiting.filter((other) => other !== report);
      if (taken && waiting.length > 0) return postNext();
      for (const done of whenPosted.splice(0)) done();
    });
  }

  return {
    connected() {
      sent.clear();
      roomAt = Number.NEGATIVE_INFINITY;
      push(() => {});
    },
    paced() {
      cancel();
      cancel = timer(tick, everyMs());
    },
    flush: push,
    close: () => cancel(),
  };
}
