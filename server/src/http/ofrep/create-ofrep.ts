import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import { newToken } from "../../auth/tokens.ts";
import type { Live, ReportSink } from "../../live/index.ts";
import type { Key, Storage } from "../../storage/port.ts";
import { knownOrigins } from "../client-cors.ts";
import { asSwitchyardError } from "../errors.ts";
import { AnswerBook } from "./answer-book.ts";
import { corsHeaders, PREFLIGHT_HEADERS } from "./cors.ts";
import { keyOf, requireOrigin } from "./credentials.ts";
import { entityTag, isKnown } from "./entity-tag.ts";
import { KeyCache } from "./key-cache.ts";
import { Push } from "./push.ts";
import { readContext } from "./read-context.ts";
import { Refusal } from "./refusal.ts";
import { addressOf, type Route, routeOf, STREAM_PATH } from "./routes.ts";
import { securityHeaderList } from "./security-header-list.ts";
import { Tickets, windowAt } from "./tickets.ts";

export interface OfrepOptions {
  storage: Storage;
  live: Live;
  log: Logger;
  /** Where evaluations are counted. */
  reports: ReportSink;
  /**
   * Signs the addresses of streams. The same for all nodes.
   * @default one that no other node knows, and that ends with this process
   */
  secret: string | undefined;
  /**
   * Whether bulk answers name a stream of changes. Older Kotlin clients refuse answers that do.
   * @default true
   */
  push?: boolean;
}

/** The OpenFeature Remote Evaluation Protocol: everything below `/ofrep/`. */
export interface Ofrep {
  /** Answers a request, or says that it is none of ours. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  /** Ends the streams; their clients come back elsewhere. */
  endStreams(): void;
  /** Hands over what was counted last. */
  close(): void;
}

/**
 * Remote evaluation beside the other routes, not among them: an evaluation is answered from memory in less time than the
 * routes' shared way takes. Authentication, bounds, security headers and the log are the same.
 */
export async function createOfrep(options: OfrepOptions): Promise<Ofrep> {
  const { storage, live, log, push: isPushing = true } = options;
  const security = await securityHeaderList();
  const keys = new KeyCache(storage);
  const book = new AnswerBook(options.reports);
  const tickets = new Tickets(options.secret ?? newToken());
  const push = new Push({ storage, live, log });
  const isKnownOrigin = knownOrigins(storage);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    const route = routeOf(request);
    let headers = security;
    let key: Key | undefined;
    try {
      if (request.headers.origin !== undefined) {
        headers = [...security, ...(await corsHeaders(request, isKnownOrigin))];
      }
      if (route.kind === "preflight") return send(response, 204, [...headers, ...PREFLIGHT_HEADERS], "");
      if (route.kind === "unknown") throw route.refusal;
      if (route.kind === "stream") {
        key = await ticketKey(route.ticket, request);
        return await push.open(key, request, response, headers);
      }
      key = await keyOf(request, keys);
      await evaluate(route, key, { request, response, headers });
    } catch (error) {
      const refusal = asRefusal(error);
      refuse(request, response, refusal, route.kind === "single" ? route.key : undefined, headers);
    } finally {
      // Without the query: it may hold a stream's ticket.
      log.debug({ key: key?.id, status: response.statusCode, ms: performance.now() - startedAt }, route.name);
    }
  }

  async function evaluate(
    route: Extract<Route, { kind: "single" | "bulk" }>,
    key: Key,
    { request, response, headers }: { request: IncomingMessage; response: ServerResponse; headers: string[] },
  ): Promise<void> {
    if (key.signedContext) {
      throw new Refusal(403, "This client key takes contexts only as the application's backend signed them");
    }
    const { context, text } = await readContext(request);
    const entry = await live.entry(key.environmentId);
    const answers = book.answers(key, entry);
    if (route.kind === "single") {
      const { status, json } = answers.single(route.key, context);
      return send(response, status, [...headers, "cache-control", "no-store"], json);
    }
    const window = isPushing ? windowAt(Date.now()) : 0;
    const tag = entityTag(key, text, entry, window);
    const tagged = [...headers, "etag", tag, "cache-control", "private, no-cache", "vary", "Authorization, X-API-Key"];
    if (isKnown(request.headers["if-none-match"], tag)) return send(response, 304, tagged, "");
    const streams = isPushing ? streamsOf(request, tickets.write(key, window)) : "";
    send(response, 200, tagged, `{"flags":${answers.bulk(context)}${streams}}`);
  }

  /** @throws Refusal 401 or 403 */
  async function ticketKey(ticket: string, request: IncomingMessage): Promise<Key> {
    const read = tickets.read(ticket, Date.now());
    const ofEnvironment = read ? await storage.keys(read.environmentId) : [];
    const key = ofEnvironment.find(({ id, revokedAt }) => id === read?.keyId && revokedAt === undefined);
    if (key === undefined) {
      throw new Refusal(401, "The stream's address is over or its key was revoked: evaluate again for a new one");
    }
    requireOrigin(key, request);
    return key;
  }

  function asRefusal(error: unknown): Refusal {
    if (error instanceof Refusal) return error;
    return Refusal.from(asSwitchyardError(error, log, "a remote evaluation"));
  }

  return {
    handle(request, response) {
      if (!request.url?.startsWith("/ofrep/")) return false;
      void answer(request, response);
      return true;
    },
    endStreams: () => push.close(),
    close: () => book.close(),
  };
}

const JSON_TYPE = ["content-type", "application/json"];

function send(response: ServerResponse, status: number, headers: string[], body: string): void {
  if (response.destroyed) return;
  if (body === "") {
    response.writeHead(status, status === 304 || status === 204 ? headers : [...headers, "content-length", "0"]);
    response.end();
    return;
  }
  const length = String(Buffer.byteLength(body));
  response.writeHead(status, [...headers, ...JSON_TYPE, "content-length", length]);
  response.end(body);
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  refusal: Refusal,
  key: string | undefined,
  headers: string[],
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const more = Object.entries(refusal.headers).flat();
  // Nobody reads on what was not wanted: the connection ends with the answer.
  if (!request.complete) more.push("connection", "close");
  const body = JSON.stringify(refusal.body(key));
  send(response, refusal.status, [...headers, ...more, "cache-control", "no-store"], body);
}

function streamsOf(request: IncomingMessage, ticket: string): string {
  const origin = addressOf(request);
  if (origin === undefined) return "";
  const url = `${origin}${STREAM_PATH}?ticket=${ticket}`;
  return `,"eventStreams":${JSON.stringify([{ type: "sse", url, inactivityDelaySec: INACTIVITY_SECONDS }])}`;
}

/** After so long in the background a page may end its stream. */
const INACTIVITY_SECONDS = 120;
