/** What a network, or something in it, does to connections. */
export type Fault =
  | { mode: "pass" }
  /**
   * Connections are taken and nothing gets through, neither bytes nor ends, as when packets are dropped: both sides
   * believe that the link stands. Another fault afterwards delivers what was held back, as TCP's retransmission would.
   */
  | { mode: "black-hole" }
  /** Connections are reset at once. */
  | { mode: "refuse" }
  /** Requests on new connections are answered by the proxy itself, as by a load balancer that has no server. */
  | { mode: "answer"; status: number; retryAfter?: number }
  /** Requests on new connections lose their offer of an upgrade. */
  | { mode: "strip-upgrade" }
  /** Requests on new connections are passed on as HTTP/1.0, and their answers, as by something that knows nothing newer. */
  | { mode: "http-1.0" }
  /** What the server says is held back until the server has ended the connection. */
  | { mode: "buffer" }
  /** Connections on which nothing was said for so long are ended in order. */
  | { mode: "cut-idle"; afterMs: number }
  /** Connections are reset after so many more bytes from the server, be it within a frame. */
  | { mode: "cut-after"; bytes: number }
  /** Everything arrives so much later. */
  | { mode: "delay"; ms: number };
