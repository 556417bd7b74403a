import pg from "pg";
import { expect, onTestFinished, test, vi } from "vitest";
import { AUTHOR, must, newConfiguration, newFlag, verifyLog } from "../conformance/actions.case.ts";
import type { Storage } from "../port.ts";
import { readLocation } from "./location.ts";
import { createPostgresStorage } from "./postgres-storage.ts";
import { startRelay } from "./relay.case.ts";

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

  test.each([
    ["asked", 450],
    ["answered", 150],
  ] as const)(
    "wherever the connection is lost in what is %s, each is told what became of it",
    { timeout: 120_000 },
    async (way, step) => {
      const url = new URL(await createDatabase());
      const relay = await startRelay(Number(url.port));
      url.port = String(relay.port);
      const all = await given(url.href);
      const { storage, project, production } = all;
      const told = new Map<string, string>();
      const createOne = async () => {
        const flag = newFlag(project, `flag-${told.size}`);
        told.set(flag.key, "");
        const said = await create({ ...all, flag }).then(
          () => "written",
          (error) => String(error.code),
        );
        told.set(flag.key, said);
      };
      for (let bytes = 1; ; bytes += step) {
        await createOne();
        relay.cut = { way, after: bytes };
        await Promise.all([createOne(), createOne(), createOne()]);
        if (relay.cut !== undefined) break;
      }
      const there = new Set((await storage.flags(project.id)).map(({ key }) => key));
      for (const [key, said] of told) {
        expect(["written", "unavailable", "uncertain"], key).toContain(said);
        if (said !== "uncertain") expect(there.has(key), `${key}: ${said}`).toBe(said === "written");
      }
      const lost = [...told.values()].filter((said) => said !== "written");
      expect(lost.length).toBeGreaterThan(5);
      expect(await verifyLog(storage)).toMatchObject({ intact: true });
      expect(must(await storage.environment(project.id, production.key)).version).toBe(there.size);
    },
  );

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

  test("what a change does not wait for is its own: it fails that one and no other, and is not written after it", async () => {
    const all = await given(await createDatabase());
    await create(all);
    const { storage, project, production, flag } = all;
    for (const end of ["returns", "throws"]) {
      const careless = storage.change(AUTHOR, async (tx) => {
        void tx.insertFlag(flag);
        if (end === "throws") throw new Error("thinks better of it");
        return { result: end };
      });
      await expect(careless, end).rejects.toThrow(/^UNIQUE constraint failed: flags/);
      await toggle(all);
    }
    const before = await storage.environments(project.id);
    const long = storage.change(AUTHOR, async (tx) => {
      void tx.insertEnvironment({ ...production, id: "another", key: "another" });
      throw new Error("thinks better of it");
    });
    await expect(long).rejects.toThrow("thinks better of it");
    await toggle(all);
    expect((await storage.environments(project.id)).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(await storage.configurations(flag.id)).toHaveLength(1);
  });

  test("a change that writes much has as much time for each write, though it waits for none", async () => {
    const url = await createDatabase();
    const all = await given(url);
    const other = new pg.Client(url);
    await other.connect();
    onTestFinished(() => other.end());
    await other.query(`create function take_long() returns trigger language plpgsql as 'begin perform pg_sleep(0.01); return new; end';
      create trigger slow before insert on flags for each row execute function take_long()`);
    const { storage, project, production } = all;
    const many = Array.from({ length: 180 }, (_, n) => newFlag(project, `flag-${n}`));
    await storage.change(AUTHOR, async (tx) => {
      for (const flag of many) await tx.insertFlag(flag);
      const affects = [{ environmentId: production.id }];
      const change = { action: "flag.created", projectId: project.id, before: null, after: null, affects } as const;
      return { result: undefined, change };
    });
    expect(await storage.flags(project.id)).toHaveLength(many.length);
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
