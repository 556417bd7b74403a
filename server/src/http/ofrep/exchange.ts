import type { IncomingMessage, ServerResponse } from "node:http";
import type { Key } from "../../storage/port.ts";
import type { Route } from "./routes.ts";

/** A request on its way to its answer. */
export interface Exchange<R extends Route = Route> {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly route: R;
  /** On the monotonic clock. */
  readonly startedAt: number;
  /** Of the answer, for pages: name, value, name, … */
  cors: readonly string[];
  /** Known when it was let in. */
  key: Key | undefined;
}
