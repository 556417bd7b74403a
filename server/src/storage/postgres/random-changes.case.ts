import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import {
  AUTHOR,
  createFlag,
  must,
  newConfiguration,
  newFlag,
  newSegment,
  verifyLog,
  wholeLog,
} from "../conformance/actions.case.ts";
import type { Change, ChangeRecord, Storage, Transaction } from "../port.ts";
import { readLocation } from "./location.ts";
import { createPostgresStorage } from "./postgres-storage.ts";

const KEYS = 12;
/** Each way to a lost connection and back takes its time, and a busy machine more. */
const FOR_WHAT_HANGS = 120_000;
const HOSTILE = [
  "plain",
  "\ud800 alone \udc00",
  "\0zero",
  "𝒳 \u{1f600} é",
  'it\'s \\ "quoted" $1 \u2028',
  `{"a":"}}"}`,
  "x".repeat(50_000),
];
/** What a change may be told when its connection is lost. */
const LOST = ["unavailable", "uncertain", "locked"];

/** What a change is meant to do, and what it saw that it must come to. */
interface Attempt {
  /** What it must be told; the empty text of one that is written, `undefined` of one that never ran. */
  expected?: string | RegExp;
  /** What is there afterwards: flags by their key, and names of segments. */
  effect: { create?: string; toggle?: string; rename?: string; segment?: string };
  changes: number;
}

/** Changes of two nodes, of which many fail: what is told of each, and what is there, must be what one after another gives. */
export function randomChangeCases(createDatabase: () => Promise<string>): void {
  async function run(seed: number, count: number, isDisturbed: boolean) {
    const random = randomOf(seed);
    const below = (limit: number) => Math.floor(random() * limit);
    const url = await createDatabase();
    const nodes: Storage[] = [];
    for (let node = 0; node < 2; node += 1) {
      const options = { onDamage: () => {}, onListenerError: () => {} };
      const storage = createPostgresStorage({ ...readLocation(url), ...options });
      onTestFinished(() => storage.close());
      await storage.prepare();
      nodes.push(storage);
    }
    const storage = must(nodes[0]);
    const project = must(await storage.project("default"));
    const environments = await storage.environments(project.id);
    const { result: taken } = await createFlag(storage, project, "taken");
    const before = (await wholeLog(storage)).length;

    function attempt(index: number): Promise<{ index: number; attempt: Attempt; told: unknown; id?: number }> {
      const made: Attempt = { effect: {}, changes: 0 };
      const [kind, key, pause, isAwaited] = [below(11), `flag-${below(KEYS)}`, below(4), random() < 0.7];
      const environment = must(environments[below(environments.length)]);
      const affected = environments.filter(() => random() < 0.5);
      const text = must(HOSTILE[below(HOSTILE.length)]);
      const flag = newFlag(project, key);
      const change = (patch: Partial<Change> = {}): Change => ({
        action: "flag.configured",
        projectId: project.id,
        before: { text },
        after: { index, [text.slice(0, 9)]: 1e21 },
        affects: affected.map(({ id }) => ({ environmentId: id, segments: [key] })),
        ...patch,
      });
      const write = async (done: Promise<void>) => {
        // One that forgets to wait must not be told apart from one that does.
        if (isAwaited) await done;
        else done.catch(() => {});
      };
      const work = async (tx: Transaction) => {
        made.expected = undefined;
        if (kind === 10) {
          // It reads nothing first, and so does not know yet that its turn has come.
          made.expected = /^UNIQUE constraint failed: flags/;
          await write(tx.insertFlag(taken));
          return { result: index };
        }
        const has = (await tx.flags(project.id)).find(({ id }) => id === flag.id);
        if (pause === 1) await new Promise(setImmediate);
        if (pause === 2) await sleep(below(3));
        if (kind <= 3) {
          made.expected = has ? /^UNIQUE constraint failed: flags/ : "";
          await write(tx.insertFlag(flag));
          await write(tx.putConfiguration(newConfiguration(flag, environment)));
          if (!has) expect((await tx.flags(project.id)).some(({ id }) => id === flag.id)).toBe(true);
          made.effect = { create: key };
          made.changes = 1;
          const affects = environments.map(({ id }) => ({ environmentId: id, flags: [key] }));
          return { result: index, change: change({ affects }) };
        }
        if (kind === 4) {
          made.expected = has ? "" : /^There is no flag with the id/;
          await write(tx.updateFlag({ ...flag, name: `named by ${index}` }));
          made.effect = { rename: key };
          made.changes = 2;
          return { result: index, change: [change(), change({ affects: [] })] };
        }
        if (kind === 5) {
          made.expected = "thinks better of it";
          await write(tx.putSegment(newSegment(project, key, { name: `left by ${index}` })));
          throw new Error(made.expected);
        }
        if (kind === 6) {
          made.expected = has ? /^UNIQUE constraint failed: flags/ : "";
          await write(tx.putSegment(newSegment(project, key, { name: `left by ${index}` })));
          if (has) await write(tx.insertFlag(flag));
          return { result: index };
        }
        if (kind === 7) {
          made.expected = /affects an environment that is not there/;
          await write(tx.putSegment(newSegment(project, key, { name: `left by ${index}` })));
          return { result: index, change: [change(), change({ affects: [{ environmentId: "elsewhere" }] })] };
        }
        if (kind === 8) {
          made.expected = "";
          await write(tx.putSegment(newSegment(project, key, { name: `by ${index}` })));
          made.effect = { segment: key };
          made.changes = 1;
          return { result: index, change: change() };
        }
        const configuration = await tx.configuration(flag.id, environment.id);
        made.expected = configuration ? /does not name it in affects/ : "";
        if (configuration) await write(tx.putConfiguration({ ...configuration, enabled: true }));
        made.changes = configuration ? 0 : 1;
        return { result: index, change: change() };
      };
      const author = { ...AUTHOR, reason: text };
      return must(nodes[index % 2])
        .change(author, work)
        .then(
          (committed) => ({ index, attempt: made, told: "", id: committed.change?.id }),
          (error: unknown) => ({ index, attempt: made, told: error }),
        );
    }

    const disturber = new AbortController();
    const disturbed = isDisturbed ? disturb(url, random, disturber.signal) : undefined;
    const outcomes: Awaited<ReturnType<typeof attempt>>[] = [];
    for (let index = 0; index < count; ) {
      const burst = Math.min(1 + below(12), count - index);
      outcomes.push(...(await Promise.all(Array.from({ length: burst }, () => attempt(index++)))));
    }
    disturber.abort();
    await disturbed;
    for (const node of nodes) await settle(node);

    expect(await verifyLog(storage)).toMatchObject({ intact: true });
    const log = (await wholeLog(storage)).slice(before);
    const logged = new Map<number, ChangeRecord[]>();
    for (const record of log) {
      const { index } = record.after as { index: number };
      logged.set(index, [...(logged.get(index) ?? []), record]);
    }
    for (const { index, attempt, told, id } of outcomes) {
      const records = logged.get(index) ?? [];
      const code = (told as { code?: string }).code ?? "";
      if (isDisturbed && LOST.includes(code)) {
        // Either all of it or nothing, and nothing where it was said so.
        expect([0, attempt.changes], `change ${index}: ${told}`).toContain(records.length);
        if (code !== "uncertain") expect(records, `change ${index}: ${told}`).toEqual([]);
        continue;
      }
      const said = told === "" ? "" : (told as Error).message;
      expect(said, `change ${index}`).toEqual(
        typeof attempt.expected === "string" ? attempt.expected : expect.stringMatching(must(attempt.expected)),
      );
      expect(records.length, `change ${index}`).toBe(said === "" ? attempt.changes : 0);
      expect(records.at(-1)?.id, `change ${index}`).toBe(id);
    }

    // What is there is what the log says, in its order.
    const names = new Map([[taken.key, taken.name]]);
    const segments = new Map<string, string>();
    const versions = new Map(environments.map(({ id }) => [id, 1]));
    for (const record of log) {
      const { index } = record.after as { index: number };
      const { effect } = must(outcomes.find((outcome) => outcome.index === index)).attempt;
      if (effect.create) expect(names.has(effect.create)).toBe(false);
      if (effect.create) names.set(effect.create, newFlag(project, effect.create).name);
      if (effect.rename) names.set(effect.rename, `named by ${index}`);
      if (effect.segment) segments.set(effect.segment, `by ${index}`);
      for (const [id, version] of Object.entries(record.versions)) {
        expect(version).toBe(must(versions.get(id)) + 1);
        versions.set(id, version);
      }
    }
    const found = await storage.flags(project.id);
    expect(new Map(found.map(({ key, name }) => [key, name]))).toEqual(new Map([...names].sort()));
    const there = await storage.segments(project.id);
    expect(new Map(there.map(({ key, name }) => [key, name]))).toEqual(new Map([...segments].sort()));
    const now = await storage.environments(project.id);
    expect(new Map(now.map(({ id, version }) => [id, version]))).toEqual(versions);
    return outcomes;
  }

  test("however many of them fail, each is told its own outcome, and what is there is what the log says", {
    timeout: FOR_WHAT_HANGS,
  }, async () => {
    const outcomes = await run(1, 120, false);
    expect(outcomes.filter(({ id }) => id !== undefined).length).toBeGreaterThan(20);
  });

  test("the same while connections are ended and the turn is held by others", { timeout: FOR_WHAT_HANGS }, async () => {
    const outcomes = await run(2, 150, true);
    expect(outcomes.filter(({ id }) => id !== undefined).length).toBeGreaterThan(0);
  });
}

/** Ends connections that write at any moment, and now and then holds the turn. */
async function disturb(url: string, random: () => number, signal: AbortSignal): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    while (!signal.aborted) {
      if (random() < 0.2) {
        await client.query("begin; select 1 from meta where name = 'epoch' for update");
        await sleep(random() * 60);
      }
      await client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
         and (query ~* 'begin|switchyard|insert|update|savepoint|commit|rollback' or state like 'idle in%') order by random() limit 1`,
      );
      await client.query("rollback");
      await sleep(random() * 25);
    }
  } finally {
    await client.end();
  }
}

/** Until it reads again. */
async function settle(storage: Storage): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const read = await storage.projects().catch(() => undefined);
    if (read) return;
    await sleep(10);
  }
}

/** mulberry32: the same numbers of the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
