import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type OutgoingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { onTestFinished } from "vitest";

// A real HTTP server behind which no stream can be had, as a proxy that takes the Upgrade away makes it.

export interface PlainServer {
  readonly url: string;
  readonly polls: IncomingHttpHeaders[];
  readonly reports: {
    applied?: { epoch: string; version: number; stamp?: string };
    report?: { seq: number; [field: string]: unknown };
  }[];
  /** What `/v1/snapshot` answers from now on, and how reports are answered. */
  answer: { etag: string; body: string; status?: number; cut?: boolean };
  reportStatus: number;
  /** How upgrades are answered. */
  upgrade: string;
}

export async function startPlainServer(body: object | string, headers: OutgoingHttpHeaders = {}): Promise<PlainServer> {
  const polls: IncomingHttpHeaders[] = [];
  const reports: PlainServer["reports"] = [];
  const http = createServer((request, response) => {
    if (request.url === "/v1/report") {
      let text = "";
      request.on("data", (part) => {
        text += part;
      });
      request.on("end", () => {
        if (server.reportStatus < 300) reports.push(JSON.parse(text));
        response.writeHead(server.reportStatus).end();
      });
    } else if (request.url === "/v1/snapshot") {
      polls.push(request.headers);
      answerSnapshot(response, request.headers["if-none-match"]);
    } else {
      response.writeHead(426).end();
    }
  });
  // A client that gives up first resets the connection.
  http.on("upgrade", (_request, socket) => socket.on("error", () => {}).end(`HTTP/1.1 ${server.upgrade}`));
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });

  function answerSnapshot(response: ServerResponse, known: string | undefined) {
    const { etag, body, status = 200, cut } = server.answer;
    if (known === etag) {
      response.writeHead(304, { ...headers, etag }).end();
      return;
    }
    const bytes = gzipSync(body);
    response.writeHead(status, { ...headers, etag, "content-encoding": "gzip", "content-length": bytes.length });
    if (cut) response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
    else response.end(bytes);
  }

  const server: PlainServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    polls,
    reports,
    answer: { etag: '"1"', body: typeof body === "string" ? body : JSON.stringify(body) },
    upgrade: "426 Upgrade Required\r\nconnection: close\r\n\r\n",
    reportStatus: 204,
  };
  return server;
}
