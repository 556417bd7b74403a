import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

type Way = "asked" | "answered";

export interface Relay {
  port: number;
  /** How often who changes something, having heard something, said something. */
  trips: number;
  /** Ends such a connection after so many more bytes, and is then `undefined`. */
  cut?: { way: Way; after: number } | undefined;
  restart(): void;
}

/** Stands between a client and its database, and looks at connections that change something: one that listens may be coming meanwhile. */
export async function startRelay(to: number): Promise<Relay> {
  const relay: Relay = {
    port: 0,
    trips: 0,
    restart() {
      relay.trips = 0;
    },
  };
  const sockets: Socket[] = [];
  const server = createServer({ noDelay: true }, (client) => {
    const database = connect({ port: to, host: "127.0.0.1", noDelay: true });
    sockets.push(client, database);
    let isAnswered = true;
    let changes = false;
    const pass = (way: Way, data: Buffer, on: Socket) => {
      const { cut } = relay;
      if (!changes || cut?.way !== way) return on.write(data);
      cut.after -= data.length;
      if (cut.after > 0) return on.write(data);
      relay.cut = undefined;
      client.pause();
      database.pause();
      return on.write(data.subarray(0, data.length + cut.after), () => {
        client.destroy();
        database.destroy();
      });
    };
    client.on("data", (data) => {
      changes ||= data.includes("switchyard_turn");
      if (isAnswered && changes) relay.trips += 1;
      isAnswered = false;
      pass("asked", data, database);
    });
    database.on("data", (data) => {
      isAnswered = true;
      pass("answered", data, client);
    });
    for (const [one, other] of [
      [client, database],
      [database, client],
    ] as const) {
      one.on("error", () => {});
      one.on("close", () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  relay.port = (server.address() as AddressInfo).port;
  return relay;
}
