import { expect, test, vi } from "vitest";
import type { Change, Flag, Hint, Transaction } from "../port.ts";
import {
  AUTHOR,
  configure,
  createFlag,
  flagConfigured,
  must,
  newConfiguration,
  newFlag,
  verifyLog,
} from "./actions.case.ts";
import { given, type Open } from "./given.case.ts";

export function changeCases(open: Open): void {
  test("writes the rows, the version and the log, and says so", async () => {
    const { storage, project, production } = await given(open);
    const committed = await createFlag(storage, project, "new-checkout");
    const versions = Object.fromEntries((await storage.environments(project.id)).map(({ id }) => [id, 1]));
    expect(Object.fromEntries(must(committed.change).versions)).toEqual(versions);
    expect(await storage.flag(project.id, "new-checkout")).toEqual(committed.result);
    expect(await storage.configuration("id-new-checkout", production.id)).toMatchObject({ enabled: false, version: 1 });
    expect(await storage.changeById(must(committed.change).id)).toMatchObject({
      action: "flag.created",
      actor: AUTHOR.actor,
      reason: "because",
      projectId: project.id,
      flag: "new-checkout",
      before: null,
      after: "new-checkout",
      versions,
    });
  });

  test("writes nothing when its work throws, and passes the error on", async () => {
    const { storage, project, production } = await given(open);
    const heard = vi.fn();
    storage.onCommit(heard);
    const error = new Error("no");
    const broken = storage.change(AUTHOR, async (tx) => {
      const flag = newFlag(project, "half");
      await tx.insertFlag(flag);
      await tx.putConfiguration(newConfiguration(flag, production));
      throw error;
    });
    await expect(broken).rejects.toBe(error);
    expect(await storage.flags(project.id)).toEqual([]);
    expect(await storage.changes({ projectId: project.id, flag: "half", limit: 10 })).toEqual([]);
    expect(await storage.environment(project.id, "production")).toEqual(production);
    expect(heard).not.toHaveBeenCalled();
    await createFlag(storage, project, "half");
    expect(await verifyLog(storage)).toMatchObject({ intact: true });
  });

  test("writes nothing when its work returns no change, not even the rows", async () => {
    const { storage, project } = await given(open);
    const heard = vi.fn();
    storage.onCommit(heard);
    const committed = await storage.change(AUTHOR, async (tx) => {
      await tx.insertFlag(newFlag(project, "unsaid"));
      return { result: "nothing to do" };
    });
    expect(committed).toEqual({ result: "nothing to do" });
    expect(await storage.flags(project.id)).toEqual([]);
    expect(heard).not.toHaveBeenCalled();
  });

  test("that touches no environment is logged, and raises no version", async () => {
    const { storage, project } = await given(open);
    const heard = vi.fn();
    storage.onCommit(heard);
    const committed = await storage.change(AUTHOR, async (tx) => {
      await tx.updateProject({ ...project, name: "Shop" });
      return {
        result: undefined,
        change: { action: "project.updated", projectId: project.id, before: "Default", after: "Shop", affects: [] },
      };
    });
    expect(must(committed.change).versions.size).toBe(0);
    expect((await storage.allEnvironments()).map(({ version }) => version)).toEqual([0, 0, 0]);
    expect((await storage.changes({ projectId: project.id, limit: 1 }))[0]).toMatchObject({
      after: "Shop",
      versions: {},
    });
    expect(heard).not.toHaveBeenCalled();
  });

  test("isn't seen from outside before it is committed, and sees itself", async () => {
    const { storage, project } = await given(open);
    let outside: unknown;
    let inside: unknown;
    await storage.change(AUTHOR, async (tx) => {
      await tx.insertFlag(newFlag(project, "early"));
      outside = await storage.flag(project.id, "early");
      inside = await tx.flag(project.id, "early");
      const change = { action: "flag.created" as const, projectId: project.id, before: null, after: null, affects: [] };
      return { result: undefined, change };
    });
    expect(outside).toBeUndefined();
    expect(inside).toMatchObject({ key: "early" });
    expect(await storage.flag(project.id, "early")).toMatchObject({ key: "early" });
  });

  test("refuses a configuration that no SDK would hear of", async () => {
    const { storage, project, production, staging } = await given(open);
    const { result: flag } = await createFlag(storage, project, "f");
    const silent = storage.change(AUTHOR, async (tx) => {
      await tx.putConfiguration(newConfiguration(flag, production, { enabled: true }));
      return { result: undefined, change: flagConfigured(flag, staging) };
    });
    await expect(silent).rejects.toThrow(/affects/);
    expect(await storage.configuration(flag.id, production.id)).toMatchObject({ enabled: false });
  });

  test("refuses an environment that is not there", async () => {
    const { storage, project } = await given(open);
    const lost = storage.change(AUTHOR, async () => ({
      result: undefined,
      change: {
        action: "flag.updated",
        projectId: project.id,
        before: null,
        after: null,
        affects: [{ environmentId: "lost" }],
      },
    }));
    await expect(lost).rejects.toThrow(/lost/);
  });

  test("refuses a taken key with an error, and leaves the database as it was", async () => {
    const { storage, project } = await given(open);
    await createFlag(storage, project, "taken");
    await expect(createFlag(storage, project, "taken", { id: "another" })).rejects.toMatchObject({ code: "refused" });
    expect(await storage.flags(project.id)).toHaveLength(1);
  });

  test("refuses to begin inside another one instead of waiting for itself", async () => {
    const { storage, project } = await given(open);
    const nested = storage.change(AUTHOR, async () => {
      await createFlag(storage, project, "inner");
      return { result: undefined };
    });
    await expect(nested).rejects.toThrow(/inside another/);
    await createFlag(storage, project, "later");
  });

  test("may be several at once: each has its version and its row of the log, and all or none are written", async () => {
    const { storage, project, production } = await given(open);
    const { result: a } = await createFlag(storage, project, "a");
    const { result: b } = await createFlag(storage, project, "b");
    const heard: Hint[] = [];
    storage.onCommit((hints) => heard.push(...hints));
    const both = (named: Flag[]) =>
      storage.change(AUTHOR, async (tx) => {
        for (const flag of [a, b]) await tx.putConfiguration(newConfiguration(flag, production, { enabled: true }));
        return { result: undefined, change: named.map((flag) => flagConfigured(flag, production)) };
      });
    await expect(both([a])).rejects.toThrow(/affects/);
    expect(await both([])).toEqual({ result: undefined });
    expect(await storage.configuration(a.id, production.id)).toMatchObject({ enabled: false });

    const { change } = await both([a, b]);
    expect(must(change).versions).toEqual(new Map([[production.id, 4]]));
    expect(await storage.configuration(a.id, production.id)).toMatchObject({ enabled: true, version: 3 });
    expect(await storage.configuration(b.id, production.id)).toMatchObject({ enabled: true, version: 4 });
    expect(heard).toEqual([{ environmentId: production.id, version: 4 }]);
    const [last] = await storage.changes({ projectId: project.id, flag: "b", limit: 1 });
    expect(last).toMatchObject({ id: must(change).id, action: "flag.configured", versions: { [production.id]: 4 } });
    expect(await storage.delta(production.id, 2)).toMatchObject({
      touched: [
        { version: 3, flags: ["a"] },
        { version: 4, flags: ["b"] },
      ],
    });
    expect(await verifyLog(storage)).toMatchObject({ intact: true });
  });

  test("one that is refused when its row of the log is written leaves the log to those that came with it", async () => {
    const { storage, project, production, staging } = await given(open);
    const { result: flag } = await createFlag(storage, project, "f");
    const outcomes = await Promise.allSettled(
      // Of the wrong environment: no SDK would hear of it.
      [production, staging, production, staging, production].map((named) =>
        storage.change(AUTHOR, async (tx) => {
          await tx.putConfiguration(newConfiguration(flag, production));
          return { result: undefined, change: flagConfigured(flag, named) };
        }),
      ),
    );
    const [written, refused] = ["fulfilled", "rejected"];
    expect(outcomes.map(({ status }) => status)).toEqual([written, refused, written, refused, written]);
    expect(await verifyLog(storage)).toMatchObject({ intact: true, count: 5 });
  });

  test("follows what another process has written since", async () => {
    const { storage, project, production, execute } = await given(open);
    const { result: flag, change } = await createFlag(storage, project, "f");
    const id = must(change).id + 1;
    await execute(
      `insert into changes (id, at, action, actor_kind, actor_id, actor_name, before, after, versions, previous_hash, hash)
         values (${id}, 1, 'flag.updated', 'system', 's', 'S', 'null', 'null', '{}', 'before', 'theirs')`,
    );
    await configure(storage, flag, production, { enabled: true });
    expect(await storage.changeById(id + 1)).toMatchObject({ action: "flag.configured", previousHash: "theirs" });
  });

  test("can't be used after its end", async () => {
    const { storage, project } = await given(open);
    const kept = await storage.change(AUTHOR, async (tx) => ({ result: tx }));
    await expect(kept.result.insertFlag(newFlag(project, "late"))).rejects.toThrow(/after its end/);
    expect(await storage.flags(project.id)).toEqual([]);
  });

  test("can be wrapped in an object that goes on from it, which ends with it and whose configurations count", async () => {
    const { storage, project, production } = await given(open);
    const noted: string[] = [];
    const wrapped = (tx: Transaction): Transaction =>
      Object.assign(Object.create(tx), {
        insertFlag(flag: Flag) {
          noted.push(flag.key);
          return tx.insertFlag(flag);
        },
      });
    const flag = newFlag(project, "wrapped");
    const { result } = await storage.change(AUTHOR, async (tx) => {
      const inner = wrapped(tx);
      await inner.insertFlag(flag);
      const environments = await inner.environments(project.id);
      for (const environment of environments) await inner.putConfiguration(newConfiguration(flag, environment));
      const affects = environments.map(({ id }) => ({ environmentId: id, flags: [flag.key] }));
      const change: Change = { action: "flag.created", projectId: project.id, before: null, after: null, affects };
      return { result: inner, change };
    });
    expect(noted).toEqual(["wrapped"]);
    await expect(result.insertFlag(newFlag(project, "late"))).rejects.toThrow(/after its end/);
    const unheard = storage.change(AUTHOR, async (tx) => {
      await wrapped(tx).putConfiguration(newConfiguration(flag, production));
      const change: Change = {
        action: "flag.configured",
        projectId: project.id,
        before: null,
        after: null,
        affects: [],
      };
      return { result: undefined, change };
    });
    await expect(unheard).rejects.toThrow("does not name it in affects");
  });

  test("tells listeners after the commit, in the order of versions; one that throws stops nobody", async () => {
    const { storage, project, production, listenerErrors } = await given(open);
    const { result: flag } = await createFlag(storage, project, "f");
    const heard: Hint[] = [];
    const error = new Error("listener");
    storage.onCommit(() => {
      throw error;
    });
    const stop = storage.onCommit((hints) => heard.push(...hints));
    await Promise.all([1, 2, 3].map((n) => configure(storage, flag, production, { updatedAt: n })));
    expect(heard).toEqual([2, 3, 4].map((version) => ({ environmentId: production.id, version })));
    expect(listenerErrors).toEqual([error, error, error]);
    stop();
    await configure(storage, flag, production, {});
    expect(heard).toHaveLength(3);
  });

  test("may be begun by a listener", async () => {
    const { storage, project, production } = await given(open);
    const { result: flag } = await createFlag(storage, project, "f");
    let followUp: Promise<unknown> | undefined;
    const stop = storage.onCommit(() => {
      stop();
      followUp = configure(storage, flag, production, { enabled: true });
    });
    await configure(storage, flag, production, {});
    await followUp;
    expect(await storage.configuration(flag.id, production.id)).toMatchObject({ enabled: true, version: 3 });
  });
}
