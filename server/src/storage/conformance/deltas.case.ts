import { expect, test } from "vitest";
import type { Change } from "../port.ts";
import { AUTHOR, changeFlag, configure, createFlag, must, newSegment } from "./actions.case.ts";
import { given, lengthenLog, type Open } from "./given.case.ts";

export function deltaCases(open: Open): void {
  test("name each version's touched flags, and give their present state once", async () => {
    const { storage, project, production, staging } = await given(open);
    const { result: a } = await createFlag(storage, project, "a");
    await createFlag(storage, project, "b");
    await configure(storage, a, production, { enabled: true });
    await configure(storage, a, staging, { enabled: true });
    await configure(storage, a, production, { offVariant: "on" });

    const delta = must(await storage.delta(production.id, 2));
    expect(delta).toMatchObject({
      version: 4,
      epoch: await storage.epoch(),
      removed: { flags: [], segments: [] },
      quarantined: [],
    });
    expect(delta.touched.map(({ version, flags }) => ({ version, flags }))).toEqual([
      { version: 3, flags: ["a"] },
      { version: 4, flags: ["a"] },
    ]);
    expect(delta.flags).toMatchObject([{ key: "a", enabled: true, offVariant: "on" }]);
    const logged = await storage.changeById(must(delta.touched[1]).changeId);
    const { at, hash } = must(delta.touched[1]);
    expect(logged).toMatchObject({ at, hash, versions: { [production.id]: 4 } });

    expect((await storage.delta(production.id, 4))?.since).toEqual(delta.touched[1]);
    expect((await storage.delta(production.id, 3))?.since).toEqual(delta.touched[0]);

    const all = must(await storage.delta(production.id, 0));
    expect(all.since).toBeUndefined();
    expect(all.flags).toEqual((await storage.ruleset(production.id)).flags);
  });

  test("are empty for who is current, and absent for who claims to be ahead or has no version", async () => {
    const { storage, project, production } = await given(open);
    await createFlag(storage, project, "a");
    expect(await storage.delta(production.id, 1)).toMatchObject({ version: 1, touched: [], flags: [], segments: [] });
    for (const since of [2, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(await storage.delta(production.id, since)).toBeUndefined();
    }
  });

  test("of an environment that is not there are an error", async () => {
    const { storage } = await given(open);
    await expect(storage.delta("lost", 0)).rejects.toThrow(/lost/);
    await expect(storage.ruleset("lost")).rejects.toThrow(/lost/);
  });

  test("reach back 1,000 versions and no further", async () => {
    const world = await given(open);
    const { storage, project, production } = world;
    await createFlag(storage, project, "a");
    await lengthenLog(world, 999);
    expect((await storage.delta(production.id, 0))?.touched).toHaveLength(1000);
    await lengthenLog(world, 1);
    expect(await storage.delta(production.id, 0)).toBeUndefined();
    expect((await storage.delta(production.id, 1))?.touched).toHaveLength(1000);
  });

  test("remove an archived flag and bring it back when it is unarchived", async () => {
    const { storage, project, production } = await given(open);
    const { result: flag } = await createFlag(storage, project, "a");
    await changeFlag(storage, flag, ["a"], (tx) => tx.updateFlag({ ...flag, archived: true }));
    expect(await storage.delta(production.id, 1)).toMatchObject({ flags: [], removed: { flags: ["a"], segments: [] } });
    expect((await storage.ruleset(production.id)).flags).toEqual([]);
    expect(await storage.flag(project.id, "a")).toMatchObject({ archived: true });

    await changeFlag(storage, flag, ["a"], (tx) => tx.updateFlag(flag));
    expect(await storage.delta(production.id, 2)).toMatchObject({ flags: [{ key: "a" }], removed: { flags: [] } });
    expect(await storage.delta(production.id, 1)).toMatchObject({ flags: [{ key: "a" }], removed: { flags: [] } });
  });

  test("of a flag with a new key remove the old one", async () => {
    const { storage, project, production } = await given(open);
    const { result: flag } = await createFlag(storage, project, "old");
    await changeFlag(storage, flag, ["old", "new"], (tx) => tx.updateFlag({ ...flag, key: "new" }));
    expect(await storage.delta(production.id, 1)).toMatchObject({
      flags: [{ key: "new", salt: flag.salt }],
      removed: { flags: ["old"] },
    });
  });

  test("carry segments, and remove the deleted ones", async () => {
    const { storage, project, production } = await given(open);
    const segment = newSegment(project, "beta");
    const affects = [{ environmentId: production.id, segments: ["beta"] }];
    const change: Change = {
      action: "segment.saved",
      projectId: project.id,
      segment: "beta",
      before: null,
      after: null,
      affects,
    };
    await storage.change(AUTHOR, async (tx) => {
      await tx.putSegment(segment);
      return { result: undefined, change };
    });
    const { key, rules, includedKeys, excludedKeys } = segment;
    const served = [{ key, rules, includedKeys, excludedKeys }];
    expect((await storage.ruleset(production.id)).segments).toEqual(served);
    expect((await storage.delta(production.id, 0))?.segments).toEqual(served);
    await storage.change(AUTHOR, async (tx) => {
      await tx.deleteSegment(segment.id);
      return { result: undefined, change: { ...change, action: "segment.deleted" } };
    });
    expect(await storage.delta(production.id, 1)).toMatchObject({
      segments: [],
      removed: { flags: [], segments: ["beta"] },
    });
  });
}
