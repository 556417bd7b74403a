import { expect, test } from "vitest";
import type { Change, FlagConfiguration, Key } from "../port.ts";
import { AUTHOR, changeFlag, configure, createFlag, must, newFlag, newSegment } from "./actions.case.ts";
import { given, type Open } from "./given.case.ts";

export function rowCases(open: Open): void {
  test("of an environment: its name and mark change, its key, version and place do not", async () => {
    const { storage, project, production, staging } = await given(open);
    await createFlag(storage, project, "f");
    await storage.change(AUTHOR, async (tx) => {
      await tx.updateEnvironment({ ...staging, name: "Pre-production", protected: true, version: 99 });
      const change = { action: "environment.updated" as const, projectId: project.id, environmentId: staging.id };
      return { result: undefined, change: { ...change, before: null, after: null, affects: [] } };
    });
    expect((await storage.environments(project.id)).slice(1)).toEqual([
      { ...staging, name: "Pre-production", protected: true, version: 1 },
      { ...production, version: 1 },
    ]);
    const lost = storage.change(AUTHOR, async (tx) => {
      await tx.updateEnvironment({ ...staging, id: "lost" });
      return { result: undefined };
    });
    await expect(lost).rejects.toMatchObject({ code: "refused" });
  });

  test("come back as they were written, whatever their texts hold", async () => {
    const { storage, project, production, reopen } = await given(open);
    const { result: flag } = await createFlag(storage, project, "colour", {
      type: "object",
      name: "Straße 🚦 \"quoted\" 'single' \\ \n",
      description: "x".repeat(5000),
      variants: [
        { key: "a", value: { ["__proto__"]: 1, nested: [null, 1.5, "ü", { deep: true }] } },
        { key: "b", value: null, name: "Nothing" },
      ],
      lifetime: { kind: "permanent" },
      clientSide: true,
      tags: [],
    });
    const patch: Partial<FlagConfiguration> = {
      enabled: true,
      offVariant: "b",
      prerequisites: [{ flag: "other", variants: ["on"] }],
      targets: [{ variant: "a", keys: ["user-1", "__proto__"] }],
      rules: [
        {
          id: "r1",
          name: "Berlin",
          conditions: [
            { attribute: "address.city", operator: "equals", values: ["Berlin"], negate: true, ignoreCase: true },
          ],
          serve: { variant: "a" },
        },
        {
          id: "r2",
          conditions: [],
          serve: {
            rollout: { percentage: 0.001, variants: [{ variant: "a", weight: 3 }], otherwise: "b", bucketBy: "org" },
          },
        },
      ],
      fallthrough: { variant: "b" },
      killed: { by: "Ada", at: 5, reason: "smoke" },
    };
    await configure(storage, flag, production, patch);

    const again = await reopen();
    expect(await again.flag(project.id, "colour")).toEqual(flag);
    expect(await again.flags(project.id)).toEqual([flag]);
    const configuration = must(await again.configuration(flag.id, production.id));
    expect(configuration).toMatchObject(patch);
    expect(await again.configurations(flag.id)).toContainEqual(configuration);
    expect(await again.configurations(flag.id)).toHaveLength(3);
    expect(await again.allConfigurations(project.id)).toHaveLength(3);
    const { variants, type, salt, key } = flag;
    const { killed, ...served } = patch;
    expect((await again.ruleset(production.id)).flags).toEqual([
      { key, type, variants, salt, clientSide: true, killed: true, ...served },
    ]);
  });

  test("say killed only when killed, and clientSide only when browsers may see the flag", async () => {
    const { storage, project, production } = await given(open);
    const { result: flag } = await createFlag(storage, project, "f");
    await configure(storage, flag, production, { killed: { by: "Ada", at: 1 } });
    expect((await storage.ruleset(production.id)).flags[0]).toMatchObject({ killed: true });
    await configure(storage, flag, production, { killed: undefined });
    const [served] = (await storage.ruleset(production.id)).flags;
    expect(served).not.toHaveProperty("killed");
    expect(served).not.toHaveProperty("clientSide");
  });

  test("of flags are listed by key, of environments as they were made, of projects by key", async () => {
    const { storage, project } = await given(open);
    for (const key of ["b", "a", "c"]) await createFlag(storage, project, key);
    expect((await storage.flags(project.id)).map(({ key }) => key)).toEqual(["a", "b", "c"]);
    await storage.change(AUTHOR, async (tx) => {
      const other = { id: "p2", key: "another", name: "Another", createdAt: 1 };
      await tx.insertProject(other);
      for (const key of ["z", "a"]) {
        await tx.insertEnvironment({ id: `e-${key}`, projectId: "p2", key, name: key, protected: false, version: 7 });
      }
      return {
        result: undefined,
        change: { action: "project.created", projectId: "p2", before: null, after: null, affects: [] },
      };
    });
    expect((await storage.projects()).map(({ key }) => key)).toEqual(["another", "default"]);
    expect((await storage.environments("p2")).map(({ key, version }) => ({ key, version }))).toEqual([
      { key: "z", version: 0 },
      { key: "a", version: 0 },
    ]);
    expect(await storage.allEnvironments()).toHaveLength(5);
    expect(await storage.flags("p2")).toEqual([]);
    expect(await storage.flag("p2", "a")).toBeUndefined();
    expect(await storage.environment("p2", "production")).toBeUndefined();
  });

  test("of a new environment hold every flag, disabled", async () => {
    const { storage, project } = await given(open);
    await createFlag(storage, project, "switch");
    await createFlag(storage, project, "words", {
      type: "string",
      variants: [
        { key: "old", value: "x" },
        { key: "new", value: "y" },
      ],
    });
    await storage.change(AUTHOR, async (tx) => {
      await tx.insertEnvironment({
        id: "qa",
        projectId: project.id,
        key: "qa",
        name: "QA",
        protected: true,
        version: 0,
      });
      const affects = [{ environmentId: "qa", flags: ["switch", "words"] }];
      const change: Change = {
        action: "environment.created",
        projectId: project.id,
        before: null,
        after: null,
        affects,
      };
      return { result: undefined, change };
    });
    expect((await storage.ruleset("qa")).flags).toMatchObject([
      { key: "switch", enabled: false, offVariant: "off", rules: [] },
      { key: "words", enabled: false, offVariant: "old", fallthrough: { variant: "old" } },
    ]);
    expect((await storage.environments(project.id)).map(({ key }) => key)).toEqual([
      "development",
      "staging",
      "production",
      "qa",
    ]);
    expect(await storage.configuration("id-switch", "qa")).toMatchObject({ version: 1 });
  });

  test("that are not there can't be changed", async () => {
    const { storage, project } = await given(open);
    const lost = newFlag(project, "lost");
    await expect(changeFlag(storage, lost, ["lost"], (tx) => tx.updateFlag(lost))).rejects.toMatchObject({
      code: "refused",
    });
    await expect(changeFlag(storage, lost, [], (tx) => tx.deleteSegment("lost"))).rejects.toMatchObject({
      code: "refused",
    });
    await expect(changeFlag(storage, lost, [], (tx) => tx.revokeKey("lost", 1))).rejects.toMatchObject({
      code: "refused",
    });
  });

  test("that could not be read back are never written", async () => {
    const { storage, project } = await given(open);
    const tooDeep = JSON.parse(`${"[".repeat(200)}${"]".repeat(200)}`);
    const flag = newFlag(project, "deep", { variants: [{ key: "on", value: tooDeep }] });
    const refused = changeFlag(storage, flag, ["deep"], (tx) => tx.insertFlag(flag));
    await expect(refused).rejects.toThrow(/Flag deep can't be stored: variants\[0\]\.value/);
    expect(await storage.flags(project.id)).toEqual([]);
  });

  test("of segments are saved, replaced and deleted", async () => {
    const { storage, project } = await given(open);
    const flag = newFlag(project, "unused");
    const segment = newSegment(project, "beta");
    await changeFlag(storage, flag, [], (tx) => tx.putSegment(segment));
    expect(await storage.segment(project.id, "beta")).toEqual(segment);
    const bigger = { ...segment, name: "Beta", includedKeys: Array.from({ length: 10_000 }, (_, n) => `user-${n}`) };
    await changeFlag(storage, flag, [], (tx) => tx.putSegment(bigger));
    expect(await storage.segments(project.id)).toEqual([bigger]);
    await changeFlag(storage, flag, [], (tx) => tx.deleteSegment(segment.id));
    expect(await storage.segments(project.id)).toEqual([]);
  });

  test("of keys are listed as they were made, and say when they were revoked", async () => {
    const { storage, project, production } = await given(open);
    const flag = newFlag(project, "unused");
    const keys = [1, 2].map(
      (n): Key => ({
        id: `k${n}`,
        environmentId: production.id,
        kind: n === 1 ? "server" : "client",
        name: `Key ${n}`,
        hint: `sw_${n}`,
        origins: n === 1 ? [] : ["https://shop.example"],
        signedContext: n === 2,
        createdAt: n,
        createdBy: "Ada",
      }),
    );
    for (const key of keys) await changeFlag(storage, flag, [], (tx) => tx.insertKey(key, key.id.padEnd(64, "0")));
    expect(await storage.keys(production.id)).toEqual(keys);
    await changeFlag(storage, flag, [], (tx) => tx.revokeKey("k1", 100));
    await changeFlag(storage, flag, [], (tx) => tx.revokeKey("k1", 200));
    expect((await storage.keys(production.id))[0]).toMatchObject({ revokedAt: 100 });
  });
}
