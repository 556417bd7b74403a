import { expect, test, vi } from "vitest";
import { StorageError } from "../storage-error.ts";
import { AUTHOR, configure, createFlag, must, newConfiguration, verifyLog, wholeLog } from "./actions.case.ts";
import { given, type Open } from "./given.case.ts";

export function versionCases(open: Open): void {
  test("an empty database has the project default, its environments at version 0, and an epoch", async () => {
    const { storage, project, reopen } = await given(open);
    expect(project).toMatchObject({ key: "default", name: "Default" });
    const environments = await storage.environments(project.id);
    expect(environments.map(({ key, protected: isProtected, version }) => ({ key, isProtected, version }))).toEqual([
      { key: "development", isProtected: false, version: 0 },
      { key: "staging", isProtected: false, version: 0 },
      { key: "production", isProtected: true, version: 0 },
    ]);
    expect(await wholeLog(storage)).toMatchObject([{ id: 1, action: "project.created", actor: { kind: "system" } }]);
    const epoch = await storage.epoch();
    expect(epoch).toMatch(/^[0-9a-f-]{36}$/);

    const again = await reopen();
    expect(await again.epoch()).toBe(epoch);
    expect(await again.projects()).toEqual([project]);
    expect(await wholeLog(again)).toHaveLength(1);
  });

  test("two databases have two epochs", async () => {
    const [one, other] = [await given(open), await given(open)];
    expect(await one.storage.epoch()).not.toBe(await other.storage.epoch());
  });

  test("rise by one for every affected environment, however often a change names it, and for no other", async () => {
    const { storage, project, staging, production } = await given(open);
    const { result: flag } = await createFlag(storage, project, "f");
    await storage.change(AUTHOR, async (tx) => {
      await tx.putConfiguration(newConfiguration(flag, production, { enabled: true }));
      const affects = [
        { environmentId: production.id, flags: ["f"] },
        { environmentId: production.id, segments: ["s"] },
      ];
      return {
        result: undefined,
        change: { action: "flag.configured", projectId: project.id, before: null, after: null, affects },
      };
    });
    expect(await storage.environment(project.id, "production")).toMatchObject({ version: 2 });
    expect(await storage.environment(project.id, "staging")).toMatchObject({ version: 1 });
    expect(await storage.configuration(flag.id, production.id)).toMatchObject({ version: 2 });
    expect(await storage.configuration(flag.id, staging.id)).toMatchObject({ version: 1 });
    const delta = await storage.delta(production.id, 1);
    expect(delta?.touched).toMatchObject([{ version: 2, flags: ["f"], segments: ["s"] }]);
  });

  test("of a configuration are set by the commit, whatever was passed", async () => {
    const { storage, project, production } = await given(open);
    const { result: flag } = await createFlag(storage, project, "f");
    await configure(storage, flag, production, { version: 99, updatedAt: 5 });
    const configuration = must(await storage.configuration(flag.id, production.id));
    expect(configuration.version).toBe(2);
    const record = must((await storage.changes({ projectId: project.id, limit: 1 }))[0]);
    expect(configuration.updatedAt).toBe(record.at);
  });

  test("are gapless and the chain is whole after 100 changes at once, of which some fail", async () => {
    const { storage, project, production } = await given(open);
    const { result: flag } = await createFlag(storage, project, "f");
    const refused = new Set<number>();
    const attempt = async (n: number): Promise<[before: number, after: number | undefined]> => {
      const work = storage.change(AUTHOR, async (tx) => {
        const seen = must(await tx.configuration(flag.id, production.id));
        // Gives every other attempt the chance to interleave.
        await new Promise((resolve) => setImmediate(resolve));
        await tx.putConfiguration({ ...seen, enabled: !seen.enabled });
        if (n % 10 === 9) throw new Error(`attempt ${n} fails`);
        const change = { before: null, after: n, affects: [{ environmentId: production.id, flags: ["f"] }] };
        return { result: seen.version, change: { ...change, action: "flag.configured", projectId: project.id } };
      });
      try {
        const { result, change } = await work;
        return [result, change?.versions.get(production.id)];
      } catch (error) {
        // Whose turn did not come in time on a slow machine was told so, and asks again as any caller would.
        if (!(error instanceof StorageError && error.retryable)) throw error;
        refused.add(n);
        return attempt(n);
      }
    };
    const settled = await Promise.allSettled(Array.from({ length: 100 }, (_, n) => attempt(n)));
    const written = settled.flatMap((one, n) => (one.status === "fulfilled" ? [{ n, versions: one.value }] : []));
    const inOrder = [...written].sort((a, b) => a.versions[0] - b.versions[0]);
    expect(inOrder.map(({ versions }) => versions)).toEqual(Array.from({ length: 90 }, (_, n) => [n + 1, n + 2]));
    // Who was never refused had its turn in the order of asking.
    const inTurn = (those: typeof written) => those.map(({ n }) => n).filter((n) => !refused.has(n));
    expect(inTurn(inOrder)).toEqual(inTurn(written));
    expect(await storage.environment(project.id, "production")).toMatchObject({ version: 91 });
    expect(await verifyLog(storage)).toMatchObject({ intact: true, count: 92 });
  });

  test("of two authors who saw the same version, only one can win", async () => {
    const { storage, project, production } = await given(open);
    const { result: flag } = await createFlag(storage, project, "f");
    const attempt = (enabled: boolean) =>
      storage.change(AUTHOR, async (tx) => {
        const current = must(await tx.configuration(flag.id, production.id));
        if (current.version !== 1) throw new Error(`conflict: ${current.version}`);
        await tx.putConfiguration({ ...current, enabled });
        const affects = [{ environmentId: production.id, flags: ["f"] }];
        return {
          result: undefined,
          change: { action: "flag.configured", projectId: project.id, before: null, after: null, affects },
        };
      });
    const [first, second] = await Promise.allSettled([attempt(true), attempt(false)]);
    expect(first.status).toBe("fulfilled");
    expect(second).toMatchObject({ status: "rejected", reason: { message: "conflict: 2" } });
  });

  test("that somebody has and the environment never had bring another epoch, once", async () => {
    const { storage, project, production, reopen } = await given(open);
    await createFlag(storage, project, "f");
    const epoch = await storage.epoch();
    for (const have of [
      { epoch, version: 1 },
      { epoch, version: 0 },
      { epoch: "another", version: 9 },
    ]) {
      expect(await storage.renewEpoch(production.id, have)).toBe(false);
    }
    expect(await storage.renewEpoch("nowhere", { epoch, version: 9 })).toBe(false);
    expect(await storage.epoch()).toBe(epoch);

    const ahead = { epoch, version: 2 };
    const calls = [storage.renewEpoch(production.id, ahead), storage.renewEpoch(production.id, ahead)];
    expect(await Promise.all(calls)).toEqual([true, false]);
    const renewed = await storage.epoch();
    expect(renewed).not.toBe(epoch);
    expect(await storage.ruleset(production.id)).toMatchObject({ epoch: renewed, version: 1 });
    expect(await (await reopen()).epoch()).toBe(renewed);
  });

  test("and the log keep their order when the clock jumps back", async () => {
    const { storage, project, production } = await given(open);
    vi.useFakeTimers({ toFake: ["Date"], now: new Date("2030-01-02") });
    try {
      const { result: flag } = await createFlag(storage, project, "f");
      vi.setSystemTime(new Date("2030-01-01"));
      await configure(storage, flag, production, {}, "later");
    } finally {
      vi.useRealTimers();
    }
    const [newest, before] = await storage.changes({ projectId: project.id, limit: 2 });
    expect(newest).toMatchObject({ after: "later", versions: { [production.id]: 2 } });
    expect(must(newest).at).toBeLessThan(must(before).at);
    expect((await storage.delta(production.id, 0))?.touched.map(({ version }) => version)).toEqual([1, 2]);
    expect(await verifyLog(storage)).toMatchObject({ intact: true });
  });
}
