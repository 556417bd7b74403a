import { Socket } from "node:net";

/** A connection that sends what is written within one turn of the event loop at once: each way into the kernel costs. */
export function batchedSocket(): Socket {
  const socket = new Socket();
  let isHeld = false;
  const release = () => {
    isHeld = false;
    socket.uncork();
  };
  // Not before: as it connects, Node gives a socket the `write` of all sockets.
  socket.once("connect", () => {
    const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
    socket.write = (...args: unknown[]) => {
      if (!isHeld) {
        isHeld = true;
        socket.cork();
        process.nextTick(release);
      }
      return write(...args);
    };
  });
  return socket;
}
