import { once } from "node:events";
import WebSocket from "ws";

/** An SDK that connects, takes its snapshot and confirms it, and never confirms anything again. */
export async function connectLaggingSdk(url: string, key: string, app: string): Promise<{ close: () => void }> {
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/v1/stream`, "switchyard.v1", {
    headers: { authorization: `Bearer ${key}` },
  });
  const closed = once(socket, "close");
  await once(socket, "open");
  socket.send(JSON.stringify({ type: "hello", protocol: 1, sdk: "sdk-node/0.0.9", instance: `${app}-7f3a`, app }));
  const [data] = await once(socket, "message");
  const { version } = JSON.parse(String(data)) as { version: number };
  socket.send(JSON.stringify({ type: "applied", version }));
  return {
    close: () => {
      socket.terminate();
      void closed;
    },
  };
}
