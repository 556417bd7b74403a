import { createServer } from "node:http";
import { pino } from "pino";
import { afterEach, expect, it } from "vitest";
import { createHttpServer, listen } from "./listen.ts";
import { createLog } from "./log.ts";
import { StartError } from "./start-error.ts";

const servers: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const create = () => {
  const server = createHttpServer(() => new Response("here"), createLog());
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
  const server = createHttpServer(() => {
    throw new Error("secret cause");
  }, log);
  servers.push(server);
  const response = await fetch(await listen(server, { host: "127.0.0.1", port: 0 }));
  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({
    error: { code: "INTERNAL", message: expect.not.stringContaining("secret") },
  });
  expect(lines.join("")).toContain("secret cause");
});
