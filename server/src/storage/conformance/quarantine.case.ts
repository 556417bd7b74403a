import { expect, test } from "vitest";
import { NAMED } from "../damage.ts";
import { changeFlag, configure, createFlag, newFlag, newSegment, wholeLog } from "./actions.case.ts";
import { given, type Open } from "./given.case.ts";

const DEEP = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;

/** What someone may leave in the row of flag `bad`, and what must be said of it. */
const FLAG_DAMAGE: [what: string, set: string, problem: RegExp][] = [
  ["text that is no JSON", "variants = 'oops'", /variants: is not JSON/],
  ["JSON of another shape", "variants = '{}'", /variants/],
  ["a variant without a value", `variants = '[{"key":"on"}]'`, /variants\[0\]\.value/],
  [
    "JSON that is nested without end",
    `variants = '[{"key":"on","value":${DEEP}}]'`,
    /variants\[0\]\.value: nested deeper/,
  ],
  ["a number beyond all numbers", `variants = '[{"key":"on","value":[1e999]}]'`, /variants\[0\]\.value/],
  ["an unknown type", "type = 'colour'", /type/],
  ["a truth value that is none", "client_side = 2", /clientSide/],
  ["a truth value that is none, again", "archived = 7", /archived/],
  ["tags that are no list", "tags = 'null'", /tags/],
];

const CONFIGURATION_DAMAGE: [what: string, set: string, problem: RegExp][] = [
  ["rules that are no JSON", "rules = '[{'", /rules: is not JSON/],
  ["a rule without conditions", `rules = '[{"id":"r","serve":{"variant":"on"}}]'`, /rules\[0\]\.conditions/],
  ["a serve of nothing", `fallthrough = '{"rollout":{}}'`, /fallthrough/],
  [
    "a percentage that is a text",
    `fallthrough = '{"rollout":{"percentage":"all","variants":[],"otherwise":"off"}}'`,
    /fallthrough/,
  ],
  ["targets that are a number", "targets = '7'", /targets/],
  ["a kill that says nothing", "killed = '{}'", /killed/],
  ["enabled that is neither", "enabled = 2", /enabled/],
];

export function quarantineCases(open: Open): void {
  test.each(FLAG_DAMAGE)("%s: the flag is left out and named, the others are served", async (_what, set, problem) => {
    const { storage, project, production, execute, damage } = await given(open);
    for (const key of ["bad", "good"]) await createFlag(storage, project, key);
    await execute(`update flags set ${set} where key = 'bad'`);

    const ruleset = await storage.ruleset(production.id);
    expect(ruleset.flags.map(({ key }) => key)).toEqual(["good"]);
    expect(ruleset.quarantined).toEqual([{ kind: "flag", key: "bad", problem: expect.stringMatching(problem) }]);
    // Neither sent nor removed: who has the last good one keeps it.
    expect(await storage.delta(production.id, 0)).toMatchObject({
      flags: [{ key: "good" }],
      removed: { flags: [] },
      quarantined: [{ kind: "flag", key: "bad" }],
    });
    expect((await storage.flags(project.id)).map(({ key }) => key)).toEqual(["good"]);
    expect(await storage.flag(project.id, "bad")).toBeUndefined();
    expect(damage.join("\n")).toMatch(problem);
    await createFlag(storage, project, "another");
  });

  test.each(CONFIGURATION_DAMAGE)("%s: the flag is left out in this environment only", async (_what, set, problem) => {
    const { storage, project, production, staging, execute } = await given(open);
    for (const key of ["bad", "good"]) await createFlag(storage, project, key);
    await execute(`update configurations set ${set} where flag_id = 'id-bad' and environment_id = '${production.id}'`);

    const ruleset = await storage.ruleset(production.id);
    expect(ruleset.flags.map(({ key }) => key)).toEqual(["good"]);
    expect(ruleset.quarantined).toEqual([{ kind: "flag", key: "bad", problem: expect.stringMatching(problem) }]);
    expect((await storage.ruleset(staging.id)).flags).toHaveLength(2);
    expect(await storage.configurations("id-bad")).toHaveLength(2);
    expect(await storage.allConfigurations(project.id)).toHaveLength(5);
    expect(await storage.configuration("id-bad", production.id)).toBeUndefined();
  });

  test("a configuration that is gone: the flag is left out and named", async () => {
    const { storage, project, production, execute } = await given(open);
    await createFlag(storage, project, "bad");
    await execute(`delete from configurations where environment_id = '${production.id}'`);
    expect(await storage.ruleset(production.id)).toMatchObject({
      flags: [],
      quarantined: [{ kind: "flag", key: "bad" }],
    });
  });

  test("a damaged segment is left out and named", async () => {
    const { storage, project, production, execute } = await given(open);
    for (const key of ["bad", "good"]) {
      await changeFlag(storage, newFlag(project, "unused"), [], (tx) => tx.putSegment(newSegment(project, key)));
    }
    await execute(`update segments set included_keys = '[1]' where key = 'bad'`);
    const ruleset = await storage.ruleset(production.id);
    expect(ruleset.segments.map(({ key }) => key)).toEqual(["good"]);
    expect(ruleset.quarantined).toMatchObject([{ kind: "segment", key: "bad" }]);
    expect(await storage.segments(project.id)).toHaveLength(1);
  });

  test("lists go on without damaged projects, environments and log rows, which are reported once", async () => {
    const { storage, project, production, execute, damage } = await given(open);
    const { result: flag } = await createFlag(storage, project, "f");
    await configure(storage, flag, production, {});
    await execute("update changes set after = '{' where id = 2");
    expect((await storage.changes({ projectId: project.id, limit: 10 })).map(({ id }) => id)).toEqual([3, 1]);
    expect(await storage.changeById(2)).toBeUndefined();
    expect((await wholeLog(storage)).map(({ id }) => id)).toEqual([1, 3]);
    await execute(`update environments set protected = 2 where key = 'staging'`);
    expect((await storage.environments(project.id)).map(({ key }) => key)).toEqual(["development", "production"]);
    expect(await storage.allEnvironments()).toHaveLength(2);
    await execute("update projects set created_at = -1");
    expect(await storage.projects()).toEqual([]);
    expect(await storage.projects()).toEqual([]);
    expect(damage.map((line) => /table (\w+)/.exec(line)?.[1])).toEqual(["changes", "environments", "projects"]);
  });

  test("of more flags than anybody reads names of, all are named to who asks, and some are reported", async () => {
    const { storage, project, production, execute, damage } = await given(open);
    await createFlag(storage, project, "good");
    const count = NAMED + 100;
    await execute(`
      with recursive n (i) as (select 1 union all select i + 1 from n where i < ${count})
      insert into flags (id, project_id, key, name, description, type, variants, tags, owner, lifetime, client_side, salt,
          archived, created_at)
        select 'bad-' || i, project_id, 'bad-' || i, name, description, type, 'oops', tags, owner, lifetime, client_side, salt,
          archived, created_at from n join flags on key = 'good'`);
    for (let read = 0; read < 2; read++) {
      const { flags, quarantined } = await storage.ruleset(production.id);
      expect(flags.map(({ key }) => key)).toEqual(["good"]);
      expect(new Set(quarantined.map(({ key }) => key)).size).toBe(count);
    }
    expect(damage).toHaveLength(NAMED + 1);
    expect(damage.at(-1)).toContain(`More than ${NAMED} flags are damaged`);
  });

  test("a damaged project is not a reason to make another one at the next start", async () => {
    const { execute, reopen } = await given(open);
    await execute("update projects set created_at = -1");
    const again = await reopen();
    expect(await again.projects()).toEqual([]);
    expect(await wholeLog(again)).toHaveLength(1);
  });

  test("without a gapless log of versions there is no delta, and a whole ruleset still", async () => {
    const { storage, project, production, execute } = await given(open);
    const { result: flag } = await createFlag(storage, project, "f");
    for (let n = 0; n < 3; n++) await configure(storage, flag, production, {});
    const here = `environment_id = '${production.id}'`;
    await execute(`update environment_versions set flags = 'null' where version = 2 and ${here}`);
    expect(await storage.delta(production.id, 1)).toBeUndefined();
    expect(await storage.delta(production.id, 2)).toMatchObject({ version: 4 });
    await execute(`delete from environment_versions where version = 3 and ${here}`);
    expect(await storage.delta(production.id, 2)).toBeUndefined();
    expect(await storage.ruleset(production.id)).toMatchObject({ version: 4, flags: [{ key: "f" }] });
  });
}
