import type { Operation } from "../operations/operation.ts";
import { governed } from "../policy/governed.ts";
import type { Role } from "../storage/authority.ts";
import { configure, createFlag, must } from "../storage/conformance/actions.case.ts";
import { given, type Open } from "../storage/conformance/given.case.ts";
import type { Author, Flag, Storage } from "../storage/port.ts";
import { requestApprovals } from "./approvals.ts";

// A database with a flag and a policy, and people of every role.

const person = (name: string, role: Role | undefined): Author => ({
  actor: { kind: "user", id: `u-${name}`, name },
  authority: { roleAt: () => role },
});

export const ANN = person("Ann", "editor");
export const BEN = person("Ben", "releaser");
export const CLEO = person("Cleo", "releaser");
export const VIC = person("Vic", "viewer");
export const RESA = person("Resa", "responder");
export const ROBOT: Author = {
  actor: { kind: "token", id: "t-1", name: "robot" },
  authority: { roleAt: () => "admin" },
};

export const P = { project: "default" };

export const ramp = (percentage: number, flag = "checkout"): Operation => ({
  kind: "ramp",
  environment: "production",
  flag,
  seen: "any",
  percentage,
});

export async function givenPolicy(open: Open, { approvals = 1, now = Date.now } = {}) {
  const world = await given(open);
  const { storage: ungoverned, project, production } = world;
  const { result: flag } = await createFlag(ungoverned, project, "checkout");
  const judges = { now, approvals: requestApprovals };
  const govern = (storage: Storage) => governed(storage, judges);
  await configure(ungoverned, flag, production, { enabled: true });
  await putPolicy(ungoverned, production.id, project.id, approvals);
  const storage = govern(ungoverned);
  return {
    ...world,
    ungoverned,
    storage,
    govern,
    judges,
    flag,
    percentage: (of: Storage = storage) => percentageOf(of, flag, production.id),
    /** By somebody else, past every policy. */
    moveOn: (percentage: number, of: Storage = ungoverned) =>
      configure(of, flag, production, {
        fallthrough: { rollout: { percentage, variants: [{ variant: "on", weight: 1 }], otherwise: "off" } },
      }),
    actions: async (of: Storage = storage) =>
      (await of.changes({ projectId: project.id, limit: 200 })).map(({ action }) => action).reverse(),
  };
}

async function percentageOf(storage: Storage, flag: Flag, environmentId: string): Promise<number> {
  const { fallthrough } = must(await storage.configuration(flag.id, environmentId));
  if (!("rollout" in fallthrough)) throw new Error("expected a rollout");
  return fallthrough.rollout.percentage;
}

export const putPolicy = (
  storage: Storage,
  environmentId: string,
  projectId: string,
  approvals: number,
  freezes: { name: string; kind: "once"; from: number; until: number }[] = [],
) =>
  storage.change({ actor: { kind: "system", id: "test", name: "test" } }, async (tx) => {
    const breakGlass = { people: [] };
    await tx.putPolicy({ environmentId, requireReason: false, approvals, breakGlass, freezes, updatedAt: 1 });
    const change = {
      action: "policy.updated" as const,
      projectId,
      environmentId,
      before: null,
      after: null,
      affects: [],
    };
    return { result: undefined, change };
  });

/** The same storage, each of whose changes fails when its transaction is used for the so-manieth time. */
export const failingAt = (storage: Storage, failAt: () => number): Storage => ({
  ...storage,
  change: (author, work) =>
    storage.change(author, (tx) => {
      let step = 0;
      const counting = new Proxy(tx, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name);
          if (typeof value !== "function") return value;
          return async (...args: unknown[]) => {
            step += 1;
            if (step === failAt()) throw new Error(`fails at step ${step}`);
            return value.apply(target, args);
          };
        },
      });
      return work(counting);
    }),
});
