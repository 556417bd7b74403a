import { createServer, type Socket } from "node:net";

// The baseline: one loop that writes one buffer to every socket, and nothing else.

export type ToTcp = { listen: true } | { broadcast: string };
/** `from` is in nanoseconds of the system-wide monotonic clock. */
export type FromTcp = { port: number } | { from: number };

const sockets = new Set<Socket>();
const tell = (message: FromTcp) => process.send?.(message);

const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.on("error", () => {});
  sockets.add(socket);
  socket.once("close", () => sockets.delete(socket));
});

process.on("message", (message: ToTcp) => {
  if ("listen" in message) {
    server.listen({ host: "0.0.0.0", port: 0, backlog: 4096 }, () => {
      const address = server.address();
      if (address !== null && typeof address === "object") tell({ port: address.port });
    });
    return;
  }
  const frame = Buffer.from(message.broadcast, "base64");
  const from = Number(process.hrtime.bigint());
  for (const socket of sockets) socket.write(frame);
  tell({ from });
});
