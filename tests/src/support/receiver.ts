import { createServer } from "node:http";

/** What a webhook leads to. */
export async function startReceiver() {
  const received: { path: string; signatures: number }[] = [];
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      const signatures = String(request.headers["webhook-signature"] ?? "").split(" ").length;
      received.push({ path: request.url ?? "", signatures });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://localhost:${port}`,
    received,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A port that nobody has, for a server whose address must be known before it starts. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}
