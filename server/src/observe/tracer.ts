import type { IncomingHttpHeaders } from "node:http";

/** Tells a collector of requests and of what they wait for. */
export interface Tracer {
  /** A request came; its caller's trace goes on when it says one. */
  begin(request: { method: string; headers: IncomingHttpHeaders }): RequestSpan;
  /** Times a part of what is going on. */
  span<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Sends what is left. Never rejects. */
  close(): Promise<void>;
}

interface RequestSpan {
  /** What happens within belongs to the request. */
  run(work: () => void): void;
  end(route: string, status: number): void;
}

const NO_SPAN: RequestSpan = { run: (work) => work(), end() {} };

/** When nobody collects. */
export const NO_TRACER: Tracer = { begin: () => NO_SPAN, span: (_, work) => work(), async close() {} };
