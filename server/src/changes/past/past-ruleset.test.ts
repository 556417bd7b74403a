import type { FlagData, SegmentData } from "@switchyard/core";
import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { SwitchyardError } from "../../errors.ts";
import { openStorage } from "../../storage/open.ts";
import type { Environment, Storage } from "../../storage/port.ts";
import { pastRuleset } from "./past-ruleset.ts";
import { lateEnvironment, project, type Step, step } from "./steps.case.ts";

// Whole histories on a real database.
vi.setConfig({ testTimeout: 120_000 });

const CHANGES = 60;

async function environmentsOf(storage: Storage): Promise<Environment[]> {
  const found = await storage.project(project);
  return storage.environments(found?.id ?? "");
}

type State = { flags: Map<string, FlagData>; segments: Map<string, SegmentData> };

const byKey = <T extends { key: string }>(list: T[]) => new Map(list.map((one) => [one.key, one]));

/** Adds what each environment has now to what is remembered of it, by version. */
async function remember(storage: Storage, memory: Map<string, State>): Promise<void> {
  for (const { id } of await environmentsOf(storage)) {
    const { version, flags, segments } = await storage.ruleset(id);
    const state = { flags: byKey(flags), segments: byKey(segments) };
    const key = `${id} ${version}`;
    if (memory.has(key)) expect(state).toEqual(memory.get(key));
    memory.set(key, state);
  }
}

/** What is refused, because another flag needs it for example, changes nothing and counts for nothing. */
async function attempt(storage: Storage, one: Step): Promise<void> {
  try {
    await one(storage);
  } catch (error) {
    if (!(error instanceof SwitchyardError)) throw error;
  }
}

const lengthOfLog = async (storage: Storage) => {
  let length = 0;
  for (let page = await storage.changeLog(0, 200); page.length > 0; ) {
    length += page.length;
    page = await storage.changeLog(page.at(-1)?.id ?? 0, 200);
  }
  return length;
};

/** Makes 60 changes, among them a new environment, and returns what each environment had at each version. */
async function makeHistory(storage: Storage, steps: Iterator<Step>, late: number): Promise<Map<string, State>> {
  const memory = new Map<string, State>();
  await remember(storage, memory);
  const begin = await lengthOfLog(storage);
  for (let done = 0; done < CHANGES; done = (await lengthOfLog(storage)) - begin) {
    await attempt(storage, done === late ? lateEnvironment : steps.next().value);
    await remember(storage, memory);
  }
  return memory;
}

async function expectRebuilt(storage: Storage, environment: Environment, version: number, expected: State | undefined) {
  const { quarantined, flags, segments } = await pastRuleset(storage, environment, version);
  expect(quarantined).toEqual([]);
  expect({ flags: byKey(flags), segments: byKey(segments) }).toStrictEqual(expected);
}

async function forHistories(
  numRuns: number,
  check: (storage: Storage, memory: Map<string, State>, steps: Iterator<Step>) => Promise<void>,
) {
  const history = fc.asyncProperty(fc.infiniteStream(step), fc.nat(CHANGES - 1), async (steps, late) => {
    const storage = await openStorage("file::memory:");
    try {
      await check(storage, await makeHistory(storage, steps, late), steps);
    } finally {
      await storage.close();
    }
  });
  await fc.assert(history, { numRuns });
}

it("rebuilds every version as it was, whatever was changed since", async () => {
  let compared = 0;
  await forHistories(12, async (storage, memory) => {
    for (const environment of await environmentsOf(storage)) {
      for (let version = environment.version; memory.has(`${environment.id} ${version}`); version -= 1) {
        await expectRebuilt(storage, environment, version, memory.get(`${environment.id} ${version}`));
        compared += 1;
      }
    }
  });
  expect(compared).toBeGreaterThan(1_000);
});

it("rebuilds them while others go on changing everything", async () => {
  let compared = 0;
  await forHistories(6, async (storage, memory, steps) => {
    for (const { id, key, version: newest } of await environmentsOf(storage)) {
      for (let version = newest; version > newest - 20; version -= 1) {
        const environment = (await environmentsOf(storage)).find((one) => one.key === key) as Environment;
        const expected = memory.get(`${id} ${version}`);
        if (expected === undefined) break;
        const others = [1, 2, 3].map(() => attempt(storage, steps.next().value));
        await Promise.all([expectRebuilt(storage, environment, version, expected), ...others]);
        compared += 1;
      }
    }
  });
  expect(compared).toBeGreaterThan(200);
});
