import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";
import { pino } from "pino";
import { afterEach, describe, expect, it } from "vitest";
import { createHttpServer, listen } from "./listen.ts";
import { createLog } from "./log.ts";
import { StartError } from "./start-error.ts";

const servers: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const create = () => {
  const { server, serve } = createHttpServer(createLog());
  serve(() => new Response("here"));
  servers.push(server);
  return server;
};

it.each([
  ["localhost", "localhost"],
  ["127.0.0.1", "127.0.0.1"],
  ["0.0.0.0", "localhost"],
])("listens on %s and gives an address that leads there", async (host, name) => {
  const url = await listen(create(), { host, port: 0 });
  expect(url).toMatch(new RegExp(`^http://${name}:\\d+$`));
  expect(await (await fetch(url)).text()).toBe("here");
});

it("says which port is taken", async () => {
  const other = createServer();
  servers.push(other);
  const taken = new URL(await listen(other, { host: "127.0.0.1", port: 0 })).port;
  const second = listen(create(), { host: "127.0.0.1", port: Number(taken) });
  await expect(second).rejects.toThrow(StartError);
  await expect(second).rejects.toThrow(`PORT must be free, received ${taken}, which another program on 127.0.0.1 uses`);
});

it("says which host is not of this machine", async () => {
  await expect(listen(create(), { host: "192.0.2.1", port: 0 })).rejects.toThrow(
    'HOST must be a name or an address of this machine, received "192.0.2.1"',
  );
});

it("answers what fails outside of the routes in the one shape, and tells nothing of the cause", async () => {
  const lines: string[] = [];
  const log = pino({ base: null }, { write: (line) => void lines.push(line) });
  const { server, serve } = createHttpServer(log);
  serve(() => {
    throw new Error("secret cause");
  });
  servers.push(server);
  const response = await fetch(await listen(server, { host: "127.0.0.1", port: 0 }));
  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({
    error: { code: "INTERNAL", message: expect.not.stringContaining("secret") },
  });
  expect(lines.join("")).toContain("secret cause");
});

describe("until it has something to serve", () => {
  const starting = async () => {
    const { server, serve } = createHttpServer(createLog());
    servers.push(server);
    return { url: await listen(server, { host: "127.0.0.1", port: 0 }), serve };
  };

  it("says that the process lives and is not ready, and refuses everything for a second", async () => {
    const { url, serve } = await starting();
    const live = await fetch(`${url}/health/live`);
    expect([live.status, await live.json()]).toEqual([200, { status: "live" }]);
    for (const path of ["/health/ready", "/", "/v1/snapshot", "/health/live/more"]) {
      const refused = await fetch(`${url}${path}`, { method: "POST", body: "{}" });
      expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
      expect(await refused.json()).toEqual({
        error: { code: "UNAVAILABLE", message: "The server is starting: its database is not open yet" },
      });
    }
    serve(() => new Response("here"));
    expect(await (await fetch(url)).text()).toBe("here");
  });

  it("refuses streams, and leaves it to SDKs when they come back", async () => {
    const { url } = await starting();
    const stream = request(`${url}/v1/stream`, { headers: { connection: "upgrade", upgrade: "websocket" } }).end();
    const [answer] = (await once(stream, "response")) as [IncomingMessage];
    expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([503, undefined]);
    answer.resume();
  });
});
