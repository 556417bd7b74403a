import { describe, expect, test } from "vitest";
import { AUTHOR, changeFlag, configure, createFlag, must, newSegment } from "../storage/conformance/actions.case.ts";
import { given, type Open } from "../storage/conformance/given.case.ts";
import type { Ruleset, Transaction } from "../storage/port.ts";
import { postgresSubjects } from "../storage/postgres/subject.case.ts";
import { openSqliteSubject } from "../storage/sqlite/subject.case.ts";
import { createKnownRulesets } from "./known-rulesets.ts";

const { open: openPostgresSubject } = postgresSubjects();

const sorted = ({ flags, segments, quarantined, ...rest }: Ruleset) => {
  const byKey = <T extends { key: string }>(items: T[]) => [...items].sort((a, b) => (a.key < b.key ? -1 : 1));
  return { ...rest, flags: byKey(flags), segments: byKey(segments), quarantined: byKey(quarantined) };
};

describe.each<[string, Open]>([
  ["SQLite", openSqliteSubject],
  ["PostgreSQL", openPostgresSubject],
])("what the last change read, on %s", (_, open) => {
  async function world() {
    const place = await given(open);
    const { storage, production } = place;
    const known = createKnownRulesets();
    /** Compares what is read on with what is there. @returns how often everything was read */
    const compare = async (keeps = true): Promise<number> => {
      let reads = 0;
      const rulesets = await storage.change(AUTHOR, async (tx) => {
        const counting: Transaction = Object.assign(Object.create(tx), {
          ruleset(id: string) {
            reads += 1;
            return tx.ruleset(id);
          },
        });
        const within = known.within(counting);
        expect(sorted(await within.read(production.id))).toEqual(sorted(await tx.ruleset(production.id)));
        return { result: within };
      });
      if (keeps) rulesets.result.keep();
      return reads;
    };
    return { ...place, known, compare };
  }

  test("is read on from, through changes of flags and segments by anybody", async () => {
    const { storage, project, production, compare } = await world();
    const a = (await createFlag(storage, project, "a")).result;
    expect(await compare()).toBe(1);
    const b = (await createFlag(storage, project, "b")).result;
    await configure(storage, a, production, { enabled: true });
    expect(await compare()).toBe(0);
    await storage.change(AUTHOR, async (tx) => {
      await tx.putSegment(newSegment(project, "beta"));
      const affects = [{ environmentId: production.id, segments: ["beta"] }];
      const change = { action: "segment.saved" as const, projectId: project.id, before: null, after: null, affects };
      return { result: undefined, change };
    });
    expect(await compare()).toBe(0);
    await changeFlag(storage, b, ["b"], (tx) => tx.updateFlag({ ...b, archived: true }));
    expect(await compare()).toBe(0);
    expect(await compare()).toBe(0);
  });

  test("is not kept of a change that failed", async () => {
    const { storage, project, compare } = await world();
    await createFlag(storage, project, "a");
    expect(await compare(false)).toBe(1);
    expect(await compare()).toBe(1);
    expect(await compare()).toBe(0);
  });

  test("is read anew in another epoch", async () => {
    const { storage, project, production, compare } = await world();
    await createFlag(storage, project, "a");
    await compare();
    const { epoch, version } = await storage.ruleset(production.id);
    expect(await storage.renewEpoch(production.id, { epoch, version: version + 1 })).toBe(true);
    expect(await compare()).toBe(1);
  });

  test("names what was damaged, and no longer what was put right", async () => {
    const { storage, project, production, execute, compare, known } = await world();
    const a = (await createFlag(storage, project, "a")).result;
    await createFlag(storage, project, "b");
    await execute("update flags set variants = '{' where key = 'a'");
    await compare();
    await execute("update flags set variants = (select variants from flags where key = 'b') where key = 'a'");
    await configure(storage, a, production, { enabled: true });
    expect(await compare()).toBe(0);
    const read = await storage.change(AUTHOR, async (tx) => ({ result: await known.within(tx).read(production.id) }));
    expect(must(read).result.quarantined).toEqual([]);
  });
});
