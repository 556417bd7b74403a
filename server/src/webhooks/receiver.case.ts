import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What came to a receiver of webhooks. */
interface Received {
  path: string;
  headers: Record<string, string>;
  body: string;
}

export interface Receiver {
  origin: string;
  received: Received[];
  /** How it answers from now on. */
  answer(status: number, body?: string): void;
  close(): void;
}

/** Somebody who gets messages, on this machine. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let next = { status: 200, body: "ok" };
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      received.push({ path: request.url ?? "", headers, body: Buffer.concat(chunks).toString("utf8") });
      response.writeHead(next.status).end(next.body);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer: (status, body = "") => {
      next = { status, body };
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
