import type { JsonValue } from "@switchyard/core";
import { verifyChain } from "../hash-chain.ts";
import type {
  Author,
  Change,
  ChangeRecord,
  Committed,
  Environment,
  Flag,
  FlagConfiguration,
  Project,
  Segment,
  Storage,
  Transaction,
} from "../port.ts";

// What the cases do again and again. Nothing of the test runner: the crash test's writer uses it too.

export const AUTHOR: Author = { actor: { kind: "user", id: "u-1", name: "Ada" }, reason: "because" };

export function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("expected something, received undefined");
  return value;
}

export function newFlag(project: Project, key: string, patch: Partial<Flag> = {}): Flag {
  return {
    id: `id-${key}`,
    projectId: project.id,
    key,
    name: `Flag ${key}`,
    description: "What it does",
    type: "boolean",
    variants: [
      { key: "on", value: true },
      { key: "off", value: false, name: "Off" },
    ],
    tags: ["checkout"],
    owner: "payments",
    lifetime: { kind: "temporary", expectedRemoval: "2030-01-31" },
    clientSide: false,
    salt: "k3v9qx2",
    archived: false,
    createdAt: 1_700_000_000_000,
    ...patch,
  };
}

export function newConfiguration(
  flag: Flag,
  environment: Environment,
  patch: Partial<FlagConfiguration> = {},
): FlagConfiguration {
  return {
    flagId: flag.id,
    environmentId: environment.id,
    enabled: false,
    offVariant: "off",
    prerequisites: [],
    targets: [],
    rules: [],
    fallthrough: { rollout: { percentage: 25, variants: [{ variant: "on", weight: 1 }], otherwise: "off" } },
    version: 0,
    updatedAt: 1,
    ...patch,
  };
}

export function newSegment(project: Project, key: string, patch: Partial<Segment> = {}): Segment {
  return {
    id: `id-${key}`,
    projectId: project.id,
    key,
    name: `Segment ${key}`,
    rules: [{ conditions: [{ attribute: "plan", operator: "equals", values: ["beta"] }] }],
    includedKeys: ["user-1"],
    excludedKeys: [],
    createdAt: 1_700_000_000_000,
    ...patch,
  };
}

/** Makes a flag, disabled in every environment. */
export function createFlag(storage: Storage, project: Project, key: string, patch: Partial<Flag> = {}) {
  return storage.change(AUTHOR, async (tx) => {
    const flag = newFlag(project, key, patch);
    const environments = await tx.environments(project.id);
    await tx.insertFlag(flag);
    for (const environment of environments) await tx.putConfiguration(newConfiguration(flag, environment));
    const affects = environments.map(({ id }) => ({ environmentId: id, flags: [key] }));
    const change: Change = {
      action: "flag.created",
      projectId: project.id,
      flag: key,
      before: null,
      after: key,
      affects,
    };
    return { result: flag, change };
  });
}

/** Changes a flag's configuration in one environment. */
export function configure(
  storage: Storage,
  flag: Flag,
  environment: Environment,
  patch: Partial<FlagConfiguration>,
  after: JsonValue = null,
): Promise<Committed<void>> {
  return storage.change(AUTHOR, async (tx) => {
    const before = must(await tx.configuration(flag.id, environment.id));
    await tx.putConfiguration({ ...before, ...patch });
    return { result: undefined, change: flagConfigured(flag, environment, after) };
  });
}

export function flagConfigured(flag: Flag, environment: Environment, after: JsonValue = null): Change {
  return {
    action: "flag.configured",
    projectId: flag.projectId,
    environmentId: environment.id,
    flag: flag.key,
    before: null,
    after,
    affects: [{ environmentId: environment.id, flags: [flag.key] }],
  };
}

/** A change of a whole flag, which every environment hears of under all the keys given. */
export function changeFlag(storage: Storage, flag: Flag, keys: string[], work: (tx: Transaction) => Promise<void>) {
  return storage.change(AUTHOR, async (tx) => {
    await work(tx);
    const environments = await tx.environments(flag.projectId);
    const affects = environments.map(({ id }) => ({ environmentId: id, flags: keys }));
    const change: Change = {
      action: "flag.updated",
      projectId: flag.projectId,
      flag: flag.key,
      before: null,
      after: null,
      affects,
    };
    return { result: undefined, change };
  });
}

export async function wholeLog(storage: Storage): Promise<ChangeRecord[]> {
  const records: ChangeRecord[] = [];
  for (;;) {
    const page = await storage.changeLog(records.at(-1)?.id ?? 0, 200);
    if (page.length === 0) return records;
    records.push(...page);
  }
}

export async function verifyLog(storage: Storage) {
  return verifyChain(await wholeLog(storage));
}
