import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import pg from "pg";
import { expect, onTestFinished, test, vi } from "vitest";
import { AUTHOR, must, newConfiguration, newFlag } from "../conformance/actions.case.ts";
import type { Storage } from "../port.ts";
import { readLocation } from "./location.ts";
import { createPostgresStorage } from "./postgres-storage.ts";

/** What is asked of the database before it has answered. */
export function unansweredCases(createDatabase: () => Promise<string>): void {
  async function given(url: string) {
    const ignore = () => {};
    // However slow the machine is, what waits goes together.
    const options = { onDamage: ignore, onListenerError: ignore, groupMs: 60_000 };
    const storage = createPostgresStorage({ ...readLocation(url), ...options });
    onTestFinished(() => storage.close());
    await storage.prepare();
    const project = must(await storage.project("default"));
    const production = must(await storage.environment(project.id, "production"));
    return { storage, project, production, flag: newFlag(project, "checkout") };
  }
  type Given = Awaited<ReturnType<typeof given>>;

  const create = ({ storage, project, production, flag }: Given) =>
    storage.change(AUTHOR, async (tx) => {
      await tx.insertFlag(flag);
      await tx.putConfiguration(newConfiguration(flag, production));
      const affects = [{ environmentId: production.id, flags: [flag.key] }];
      const change = { action: "flag.created", projectId: project.id, before: null, after: null, affects } as const;
      return { result: undefined, change };
    });

  const toggle = ({ storage, project, production, flag }: Given): ReturnType<Storage["change"]> =>
    storage.change(AUTHOR, async (tx) => {
      const { enabled, ...rest } = must(await tx.configuration(flag.id, production.id));
      await tx.putConfiguration({ ...rest, enabled: !enabled });
      const affects = [{ environmentId: production.id, flags: [flag.key] }];
      const sides = { before: { enabled }, after: { enabled: !enabled } };
      return {
        result: undefined,
        change: { action: "flag.configured", projectId: project.id, ...sides, affects } as const,
      };
    });

  test("a change goes to the database and back three times, and twice for each that shares its transaction", async () => {
    const url = new URL(await createDatabase());
    const relay = await startRelay(Number(url.port));
    url.port = String(relay.port);
    const all = await given(url.href);
    await create(all);
    await toggle(all);

    relay.restart();
    await toggle(all);
    expect(relay.trips).toBe(3);

    relay.restart();
    await Promise.all(Array.from({ length: 10 }, () => toggle(all)));
    expect(relay.trips).toBe(1 + 10 * 2);
    expect(must(await all.storage.environment(all.project.id, "production")).version).toBe(13);
  });

  test("a write that failed is told as it did, not as what was asked after it", async () => {
    const all = await given(await createDatabase());
    await create(all);
    const { storage, project, flag } = all;
    const again = storage.change(AUTHOR, async (tx) => {
      await tx.insertFlag({ ...flag, id: "another" });
      return { result: await tx.flags(project.id) };
    });
    await expect(again).rejects.toThrow(/^UNIQUE constraint failed: flags/);
    await toggle(all);
  });

  test("nothing is written where a transaction could not begin", async () => {
    const all = await given(await createDatabase());
    const ask = pg.Client.prototype.query as (...args: unknown[]) => unknown;
    const spy = vi.spyOn(pg.Client.prototype, "query").mockImplementation(function (
      this: pg.Client,
      ...args: unknown[]
    ) {
      if (args[0] === "begin") return Promise.reject(new Error("Connection terminated"));
      return ask.apply(this, args);
    } as never);
    const change = create(all);
    await expect(change).rejects.toMatchObject({ code: "unavailable" });
    spy.mockRestore();
    expect(await all.storage.flags(all.project.id)).toEqual([]);
    await create(all);
  });
}

/** Counts how often a client, having heard something, says something. */
async function startRelay(to: number) {
  const relay = { port: 0, trips: 0, restart: () => {} };
  const sockets: Socket[] = [];
  const server = createServer({ noDelay: true }, (client) => {
    const database = connect({ port: to, host: "127.0.0.1", noDelay: true });
    sockets.push(client, database);
    let isAnswered = true;
    client.on("data", (data) => {
      if (isAnswered) relay.trips += 1;
      isAnswered = false;
      database.write(data);
    });
    database.on("data", (data) => {
      isAnswered = true;
      client.write(data);
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
  relay.restart = () => {
    relay.trips = 0;
  };
  return relay;
}
