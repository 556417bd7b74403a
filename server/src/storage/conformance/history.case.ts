import { expect, test } from "vitest";
import { GENESIS_HASH, hashChange, verifyChain } from "../hash-chain.ts";
import { AUTHOR, configure, createFlag, flagConfigured, must, verifyLog, wholeLog } from "./actions.case.ts";
import { given, lengthenLog, type Open } from "./given.case.ts";

export function historyCases(open: Open): void {
  test("is paged newest first, without gaps or repeats", async () => {
    const { storage, project, production } = await given(open);
    const { result: flag } = await createFlag(storage, project, "f");
    for (let n = 0; n < 7; n++) await configure(storage, flag, production, {}, n);
    const pages: unknown[][] = [];
    let before: number | undefined;
    for (;;) {
      const page = await storage.changes({ projectId: project.id, limit: 4, before });
      if (page.length === 0) break;
      pages.push(page.map(({ id }) => id));
      before = must(page.at(-1)).id;
    }
    expect(pages).toEqual([[9, 8, 7, 6], [5, 4, 3, 2], [1]]);
  });

  test("is filtered by flag, segment, environment and project", async () => {
    const { storage, project, production, staging } = await given(open);
    const { result: a } = await createFlag(storage, project, "a");
    const { result: b } = await createFlag(storage, project, "b");
    await configure(storage, a, production, {});
    await configure(storage, a, staging, {});
    await configure(storage, b, production, {});
    await storage.change(AUTHOR, async () => ({
      result: undefined,
      change: {
        action: "key.created",
        projectId: project.id,
        environmentId: production.id,
        before: null,
        after: null,
        affects: [],
      },
    }));
    await storage.change(AUTHOR, async () => ({
      result: undefined,
      change: { action: "segment.saved", projectId: project.id, segment: "s", before: null, after: null, affects: [] },
    }));
    const ids = async (filter: object) =>
      (await storage.changes({ projectId: project.id, limit: 50, ...filter })).map(({ id }) => id);
    expect(await ids({})).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
    expect(await ids({ flag: "a" })).toEqual([5, 4, 2]);
    expect(await ids({ segment: "s" })).toEqual([8]);
    // What raised its version and what is of it alone: who looks for what changed in production wants both.
    expect(await ids({ environmentId: production.id })).toEqual([7, 6, 4, 3, 2]);
    expect(await ids({ environmentId: production.id, flag: "a" })).toEqual([4, 2]);
    expect(await ids({ environmentId: production.id, before: 6, limit: 2 })).toEqual([4, 3]);
    expect(await ids({ after: 3, before: 7 })).toEqual([6, 5, 4]);
    expect(await ids({ environmentId: production.id, after: 3 })).toEqual([7, 6, 4]);
    expect(await ids({ flag: "a", after: 4 })).toEqual([5]);
    expect(await ids({ projectId: "another" })).toEqual([]);
  });

  test("is filtered by action and by who made it, alone and with everything else", async () => {
    const { storage, project, production, staging } = await given(open);
    const { result: a } = await createFlag(storage, project, "a");
    await configure(storage, a, staging, {});
    await configure(storage, a, production, {});
    const eve = { actor: { kind: "token" as const, id: "t-1", name: "Ada" } };
    await storage.change(eve, async () => ({ result: undefined, change: flagConfigured(a, production) }));
    await configure(storage, a, staging, {});
    const ids = async (filter: object) =>
      (await storage.changes({ projectId: project.id, limit: 50, ...filter })).map(({ id }) => id);
    expect(await ids({ action: "flag.configured" })).toEqual([6, 5, 4, 3]);
    expect(await ids({ action: "flag.killed" })).toEqual([]);
    // By id: a name may be anybody's.
    expect(await ids({ actorId: "t-1" })).toEqual([5]);
    expect(await ids({ actorId: "u-1", action: "flag.configured", flag: "a" })).toEqual([6, 4, 3]);
    expect(await ids({ actorId: "u-1", action: "flag.configured", environmentId: production.id })).toEqual([4]);
    // Nothing is lost behind the newest of the environment that have another action.
    expect(await ids({ action: "flag.created", environmentId: production.id, limit: 1 })).toEqual([2]);
    expect(await ids({ action: "flag.configured", before: 5, limit: 1 })).toEqual([4]);
  });

  test("gives at most 200 rows, and at least one", async () => {
    const world = await given(open);
    const { storage, project } = world;
    await lengthenLog(world, 250);
    expect(await storage.changes({ projectId: project.id, limit: 100_000 })).toHaveLength(200);
    expect(await storage.changes({ projectId: project.id, limit: 0 })).toHaveLength(1);
    expect((await wholeLog(storage)).map(({ id }) => id)).toEqual(Array.from({ length: 251 }, (_, n) => n + 1));
  });

  test("is a chain of hashes, which whoever has the rows can compute again", async () => {
    const { storage, project, production } = await given(open);
    const { result: flag } = await createFlag(storage, project, "f");
    await configure(
      storage,
      flag,
      production,
      {},
      { z: 1, a: [null, "ü", 1e21, -0], ["__proto__"]: { "\u{1F600}": 2 } },
    );
    const log = await wholeLog(storage);
    expect(must(log[0]).previousHash).toBe(GENESIS_HASH);
    for (const [index, record] of log.entries()) {
      expect(record.hash).toBe(hashChange(record));
      if (index > 0) expect(record.previousHash).toBe(must(log[index - 1]).hash);
    }
  });

  test("keeps texts that have no UTF-8 as what was hashed", async () => {
    const { storage, project } = await given(open);
    const author = { actor: { kind: "user" as const, id: "\ud800", name: "a\udc00" }, reason: "half \ud83d" };
    await storage.change(author, async () => ({
      result: undefined,
      change: {
        action: "project.updated",
        projectId: project.id,
        before: "\ud800",
        after: { "\udc00": 1 },
        affects: [],
      },
    }));
    expect(await verifyLog(storage)).toMatchObject({ intact: true, count: 2 });
  });

  test("shows every edit, deletion, insertion and reordering; a cut tail shows by a checkpoint", async () => {
    const { storage, project, production } = await given(open);
    const { result: flag } = await createFlag(storage, project, "f");
    for (let n = 0; n < 5; n++) await configure(storage, flag, production, {}, n);
    const log = await wholeLog(storage);
    const [third, fourth] = [must(log[2]), must(log[3])];
    const edits: object[] = [
      { at: third.at + 1 },
      { action: "flag.killed" },
      { actor: { ...third.actor, name: "Eve" } },
      { reason: undefined },
      { flag: "g" },
      { after: "another" },
      { versions: { [production.id]: 99 } },
      { environmentId: undefined },
      { hash: third.hash.replace(/^./, (first) => (first === "0" ? "1" : "0")) },
    ];
    for (const edit of edits) {
      expect(await verifyChain(log.with(2, { ...third, ...edit }))).toMatchObject({ intact: false, id: 3 });
    }
    const absurd = { ...third, after: Number.POSITIVE_INFINITY };
    expect(await verifyChain(log.with(2, absurd))).toMatchObject({ intact: false, id: 3 });
    expect(await verifyChain(log.toSpliced(2, 1))).toMatchObject({ intact: false, id: 4 });
    expect(await verifyChain(log.toSpliced(3, 0, third))).toMatchObject({ intact: false, id: 3 });
    expect(await verifyChain(log.with(2, fourth).with(3, third))).toMatchObject({ intact: false, id: 4 });
    const forged = { ...third, after: "forged" };
    const rehashed = { ...forged, hash: hashChange(forged) };
    expect(await verifyChain(log.with(2, rehashed))).toMatchObject({ intact: false, id: 4 });

    const skipped = { ...third, id: 9 };
    const jumped = { ...skipped, hash: hashChange(skipped) };
    expect(await verifyChain(log.with(2, jumped))).toMatchObject({ intact: false, id: 9 });

    const checkpoint = must(log.at(-1));
    expect(await verifyChain(log)).toEqual({
      intact: true,
      count: 7,
      last: { id: checkpoint.id, hash: checkpoint.hash },
    });
    expect(await verifyChain(log.slice(0, -1))).toMatchObject({ intact: true, last: { id: checkpoint.id - 1 } });
    expect(await verifyChain(log.slice(3), { id: third.id, hash: third.hash })).toMatchObject({
      intact: true,
      count: 4,
    });
  });
}
