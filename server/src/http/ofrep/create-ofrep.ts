import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import { newToken } from "../../auth/tokens.ts";
import type { Live, LiveEntry, ReportSink } from "../../live/index.ts";
import type { Key, Storage } from "../../storage/port.ts";
import { knownOrigins } from "../access/client-cors.ts";
import { asSwitchyardError } from "../errors.ts";
import { AnswerBook } from "./answer-book.ts";
import { corsHeaders, PREFLIGHT_HEADERS } from "./cors.ts";
import { keyOf, requireOrigin } from "./credentials.ts";
import { entityTag, isKnown } from "./entity-tag.ts";
import type { Exchange } from "./exchange.ts";
import { KeyCache } from "./key-cache.ts";
import { Push } from "./push.ts";
import { readBody } from "./read-body.ts";
import { ContextReader } from "./read-context.ts";
import { Refusal } from "./refusal.ts";
import { RequestLog } from "./request-log.ts";
import { refuse, send, sendNothing } from "./respond.ts";
import { type Evaluation, routeOf } from "./routes.ts";
import { securityHeaderList } from "./security-header-list.ts";
import { StreamAddress } from "./stream-address.ts";
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
 * routes' shared way takes. Authentication, bounds and security headers are the same. Where nothing has to be waited for,
 * no promise is made: those of one evaluation would cost more than the evaluation.
 */
export async function createOfrep(options: OfrepOptions): Promise<Ofrep> {
  const { storage, live, log, push: isPushing = true } = options;
  const security = await securityHeaderList();
  const plain = [...security, "cache-control", "no-store"];
  const tagged = [...security, "cache-control", "private, no-cache", "vary", "Authorization, X-API-Key", "etag"];
  const keys = new KeyCache(storage);
  const contexts = new ContextReader();
  const book = new AnswerBook(options.reports);
  const tickets = new Tickets(options.secret ?? newToken());
  const streams = new StreamAddress(tickets);
  const push = new Push({ storage, live, log });
  const requests = new RequestLog(log);
  const isKnownOrigin = knownOrigins(storage);

  function begin(exchange: Exchange): void {
    try {
      const key = keyFor(exchange);
      if (key === undefined || key instanceof Promise) {
        beginSlowly(exchange, key).catch((error: unknown) => fail(exchange, error));
      } else takeBody(exchange as Exchange<Evaluation>, key);
    } catch (error) {
      fail(exchange, error);
    }
  }

  /** Who asks for an evaluation; later for pages, whose refusals need their CORS headers. */
  function keyFor({ request, route }: Exchange): Key | Promise<Key> | undefined {
    const isEvaluation = route.kind === "single" || route.kind === "bulk";
    return isEvaluation && request.headers.origin === undefined ? keyOf(request, keys) : undefined;
  }

  async function beginSlowly(exchange: Exchange, key: Promise<Key> | undefined): Promise<void> {
    const { request, response, route } = exchange;
    if (request.headers.origin !== undefined) exchange.cors = await corsHeaders(request, isKnownOrigin);
    switch (route.kind) {
      case "preflight":
        return sendNothing(response, 204, [...plain, ...exchange.cors, ...PREFLIGHT_HEADERS]);
      case "unknown":
        throw route.refusal;
      case "stream":
        exchange.key = await ticketKey(route.ticket, request);
        return push.open(exchange.key, request, response, [...security, ...exchange.cors]);
      default:
        takeBody(exchange as Exchange<Evaluation>, await (key ?? keyOf(request, keys)));
    }
  }

  function takeBody(exchange: Exchange<Evaluation>, key: Key): void {
    exchange.key = key;
    if (key.signedContext)
      throw new Refusal(403, "This client key takes signed contexts only, which OFREP has none of");
    readBody(exchange.request, (text, error) => {
      const entry = live.entryNow(key.environmentId);
      if (text === undefined) fail(exchange, error);
      else if (entry) evaluate(exchange, key, text, entry);
      else {
        live.entry(key.environmentId).then(
          (loaded) => evaluate(exchange, key, text, loaded),
          (failure: unknown) => fail(exchange, failure),
        );
      }
    });
  }

  function evaluate(exchange: Exchange<Evaluation>, key: Key, text: string, entry: LiveEntry): void {
    try {
      const context = contexts.read(text);
      const answers = book.answers(key, entry);
      const { request, response, route, cors } = exchange;
      if (route.kind === "single") {
        const { status, json, isAscii } = answers.single(route.key, context);
        send(response, status, [...plain, ...cors], json, isAscii);
      } else {
        const window = isPushing ? windowAt(Date.now()) : 0;
        const bulk = answers.bulk(text, context);
        const tag = bulk.tag(window, () => entityTag(key, text, entry, window));
        const headers = [...tagged, tag, ...cors];
        if (isKnown(request.headers["if-none-match"], tag)) sendNothing(response, 304, headers);
        else {
          const body = answers.give(bulk, isPushing ? streams.write(request, key, window) : "");
          send(response, 200, headers, body, answers.isAscii);
        }
      }
      requests.add(exchange);
    } catch (error) {
      fail(exchange, error);
    }
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

  function fail(exchange: Exchange, error: unknown): void {
    const { request, response, route, cors } = exchange;
    const isKnownError = error instanceof Refusal;
    const refusal = isKnownError ? error : Refusal.from(asSwitchyardError(error, log, route.name));
    refuse(request, response, refusal, route.kind === "single" ? route.key : undefined, [...plain, ...cors]);
    requests.add(exchange);
  }

  return {
    handle(request, response) {
      if (!request.url?.startsWith("/ofrep/")) return false;
      const startedAt = performance.now();
      begin({ request, response, route: routeOf(request), startedAt, cors: [], key: undefined });
      return true;
    },
    endStreams: () => push.close(),
    close() {
      book.close();
      requests.close();
    },
  };
}
