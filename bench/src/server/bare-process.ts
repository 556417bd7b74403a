import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

// A server by `node:http` alone, in a process of its own: it reads the body, as every server must, and answers a path with
// what it was told to, head and all.

const answers = new Map<string, { head: string[]; body: Buffer }>();

process.on("message", ({ path, head, body }: { path: string; head: string[]; body: string }) => {
  answers.set(path, { head, body: Buffer.from(body) });
  process.send?.({ ready: path });
});
process.on("disconnect", () => process.exit(0));

const server = createServer((request, response) => {
  const answer = answers.get(request.url ?? "");
  request.resume();
  request.on("end", () => {
    response.writeHead(200, answer?.head);
    response.end(answer?.body);
  });
});
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
