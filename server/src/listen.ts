import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener, RequestError } from "@hono/node-server";
import type { Logger } from "pino";
import { type ErrorCode, SwitchyardError } from "./errors.ts";
import { asSwitchyardError } from "./http/errors.ts";
import { rawErrorAnswer, wholeErrorAnswer } from "./http/raw-errors.ts";
import type { Observer } from "./observe/observer.ts";
import { StartError } from "./start-error.ts";
import { answerStarting } from "./starting.ts";

/** Thousands of SDKs come back at the same moment after a restart: the default of 511 makes most of them wait. */
const BACKLOG = 4096;
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than the idle time of usual proxies, so that they close first and never write into a closing connection. */
const KEEP_ALIVE_MS = 75_000;

type Fetch = Parameters<typeof getRequestListener>[0];

/** Answers a request itself, or says that it is not its own. */
type Answerer = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean;

interface HttpServer {
  server: Server;
  /**
   * From now on requests are answered with this.
   *
   * @param first is asked before the routes
   * @param observe is around everything
   */
  serve(fetch: Fetch, first?: Answerer, observe?: Observer): void;
}

/**
 * The HTTP server, not listening yet. Until it is given something to serve it says that it is starting. What fails where
 * there is no route yet is answered in the one error shape too.
 */
export function createHttpServer(log: Logger): HttpServer {
  let answer: (incoming: IncomingMessage, outgoing: ServerResponse) => void = answerStarting;
  const server = createServer(
    { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS },
    (incoming, outgoing) => answer(incoming, outgoing),
  );
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    if (error.code === "ECONNRESET" || !socket.writable) return socket.destroy();
    socket.end(rawErrorAnswer(asRequestError(error.code)));
  });
  return {
    server,
    serve(fetch, first = () => false, observe = (_, __, run) => run()) {
      const listener = getRequestListener(fetch, {
        errorHandler: (error) => {
          if (error instanceof RequestError) {
            const message = "The request's address or Host header must be a valid URL, received another";
            return wholeErrorAnswer(new SwitchyardError("INVALID_REQUEST", message));
          }
          return wholeErrorAnswer(asSwitchyardError(error, log, "outside the routes"));
        },
      });
      answer = (incoming, outgoing) =>
        observe(incoming, outgoing, () => {
          if (!first(incoming, outgoing)) void listener(incoming, outgoing);
        });
    },
  };
}

function asRequestError(code: string | undefined): SwitchyardError {
  const [kind, message]: [ErrorCode, string] =
    code === "HPE_HEADER_OVERFLOW"
      ? ["HEADERS_TOO_LARGE", "The headers may have at most 16 KB, received more"]
      : code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? ["REQUEST_TIMEOUT", `A request must be complete within ${REQUEST_TIMEOUT_MS / 1000} s`]
        : ["INVALID_REQUEST", "This is not HTTP as RFC 9112 has it"];
  return new SwitchyardError(kind, message);
}

/**
 * Starts to listen and gives the address for people, with the port that was chosen.
 *
 * @throws StartError when the port or the host can't be had
 */
export function listen(server: Server, { host, port }: { host: string; port: number }): Promise<string> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) => reject(new StartError(reasonOf(error, host, port)));
    server.once("error", refuse);
    server.listen({ host, port, backlog: BACKLOG }, () => {
      server.off("error", refuse);
      resolve(`http://${nameOf(host)}:${(server.address() as AddressInfo).port}`);
    });
  });
}

function reasonOf({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  switch (code) {
    case "EADDRINUSE":
      return `PORT must be free, received ${port}, which another program on ${host} uses`;
    case "EACCES":
      return `PORT must be one that this account may use, received ${port}`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `HOST must be a name or an address of this machine, received ${JSON.stringify(host)} (${code})`;
    default:
      return `The server can't listen on ${host}:${port}: ${message}`;
  }
}

/** A host to put into a link: "every address" is none. */
function nameOf(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
