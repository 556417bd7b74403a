import { readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Controls, control } from "./controls.ts";
import type { NodeAnswer, PageSettings, RushState } from "./events.ts";
import type { LiveFeed } from "./live-feed.ts";
import type { Settings } from "./settings.ts";
import { LAST_NUMBER, type Shopper, shopperOf } from "./shoppers.ts";
import type { Till } from "./till.ts";

type Handler = (request: IncomingMessage, response: ServerResponse, query: URLSearchParams) => void;

export interface SiteParts {
  feed: LiveFeed;
  answerFor: (shopper: Shopper) => NodeAnswer;
  till: Till;
  controls: Controls;
  rush: () => RushState;
}

/** The shop's web site: a fixed table of paths. What is not in it does not exist, however a path is spelled. */
export function createSite(settings: Settings, { feed, answerFor, till, controls, rush }: SiteParts): Server {
  const pageSettings: PageSettings = { url: settings.url, clientKey: settings.clientKey };
  const routes = new Map<string, Handler>([
    ["/", file("index.html", "text/html; charset=utf-8")],
    // The page's own script, and what the browser SDK loads when a page needs it.
    ...scripts().map((name): [string, Handler] => [`/${name}`, file(name, "text/javascript; charset=utf-8")]),
    ["/style.css", file("style.css", "text/css; charset=utf-8")],
    ["/favicon.svg", file("favicon.svg", "image/svg+xml")],
    ["/settings", (_request, response) => json(response, 200, pageSettings)],
    ["/checkout", (request, response) => till.checkOut(request, response)],
    ["/rush", (_request, response) => json(response, 200, rush())],
    ["/events", (request, response) => feed.subscribe(request, response)],
    [
      "/answer",
      (_request, response, query) => {
        const number = Number(query.get("shopper"));
        if (Number.isInteger(number) && number >= 1 && number <= LAST_NUMBER)
          json(response, 200, answerFor(shopperOf(number)));
        else json(response, 400, { error: `shopper must be a whole number from 1 to ${LAST_NUMBER}` });
      },
    ],
  ]);
  const headers = Object.entries(strictHeaders(settings.url));
  return createServer((request, response) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    if (request.method === "POST" && request.url === "/controls") return control(controls, request, response);
    if (request.method !== "GET")
      return json(response.setHeader("allow", "GET"), 405, {
        error: "the shop answers GET only, but for its controls",
      });
    const [path = "", query = ""] = (request.url ?? "").split("?", 2);
    const handler = routes.get(path);
    if (handler) handler(request, response, new URLSearchParams(query));
    else json(response, 404, { error: "there is no such page in the shop" });
  });
}

/**
 * Listens, and ends the process with one line when it can't.
 *
 * @returns the address to open in a browser
 */
export function listen(site: Server, { host, port }: Settings): Promise<string> {
  return new Promise((resolve) => {
    site.once("error", (error: NodeJS.ErrnoException) => {
      const why = error.code === "EADDRINUSE" ? "the port is in use (choose another with SHOP_PORT)" : error.message;
      console.error(`The shop can't listen on ${host}:${port}: ${why}`);
      process.exit(1);
    });
    site.listen(port, host, () => {
      const anywhere = host === "0.0.0.0" || host === "::";
      const name = anywhere ? "localhost" : host.includes(":") ? `[${host}]` : host;
      resolve(`http://${name}:${(site.address() as AddressInfo).port}`);
    });
  });
}

const PUBLIC = new URL("./public/", import.meta.url);

const scripts = () => readdirSync(PUBLIC).filter((name) => name.endsWith(".js"));

/** Read once at the start: no request ever reaches the file system. */
function file(name: string, type: string): Handler {
  const bytes = readFileSync(new URL(name, PUBLIC));
  return (_request, response) => {
    response.writeHead(200, { "content-type": type, "content-length": bytes.length, "cache-control": "no-cache" });
    response.end(bytes);
  };
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}

/** The page may load its own files and talk to the shop and to the flag server: nothing else. */
function strictHeaders(flagServer: string): Record<string, string> {
  const stream = flagServer.replace(/^http/, "ws");
  return {
    "content-security-policy": [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      `connect-src 'self' ${flagServer} ${stream}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join("; "),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
  };
}
