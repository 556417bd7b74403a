import { join } from "node:path";
import type { GuardReport } from "@switchyard/core";
import { pino } from "pino";
import { onTestFinished } from "vitest";
import { EVERYWHERE } from "../auth/authority.ts";
import { createFlag } from "../flags/create-flag.ts";
import { SHARDS } from "../guard-engine/index.ts";
import { governed } from "../policy/governed.ts";
import { openStorage } from "../storage/open.ts";
import type { Author, ChangeRecord, Environment, Project, Rollout, Storage } from "../storage/port.ts";
import { folderUntilEnd } from "../test-leftovers.ts";
import { actOnRollout, type RolloutAct } from "./act.ts";
import { createRollout, type RolloutDraft } from "./create-rollout.ts";
import { GuardIntake } from "./intake.ts";
import { RolloutRunner } from "./runner.ts";

// A database with a flag, nodes that look when they are told to, and SDKs that count: time passes only as a test says.

export const MINUTE = 60_000;
export const ADA: Author = { actor: { kind: "user", id: "ada", name: "Ada" }, authority: EVERYWHERE };
export const PLACE = { project: "default", environment: "production", flag: "checkout" };

/** Held a minute and for a hundred requests, so that tests are short. */
export const SHORT: RolloutDraft = {
  name: "short",
  stages: [
    { percentage: 10, holdMs: 2 * MINUTE, minTreated: 100 },
    { percentage: 50, holdMs: 2 * MINUTE, minTreated: 100 },
    { percentage: 100, holdMs: 2 * MINUTE, minTreated: 0 },
  ],
  guards: [{ key: "errors", metric: "errors", kind: "rate" }],
  metrics: [{ key: "errors", kind: "count", from: "requests" }],
};

export interface World {
  storage: Storage;
  project: Project;
  environment: Environment;
  clock: { now: number };
  logged: string[];
}

const silent = pino({ level: "silent" });

/** @param open of a database; without, SQLite in a folder of its own */
export async function startWorld(open?: () => Promise<Storage>): Promise<World> {
  let opened: Storage;
  if (open) opened = await open();
  else {
    const { path: folder, remove } = folderUntilEnd("switchyard-rollouts-");
    opened = await openStorage(`file:${join(folder, "switchyard.db")}`, { onDamage: () => {} });
    onTestFinished(async () => {
      await opened.close();
      remove();
    });
  }
  const storage = governed(opened);
  await createFlag(
    storage,
    ADA,
    { project: "default" },
    {
      key: PLACE.flag,
      name: PLACE.flag,
      type: "boolean",
      clientSide: true,
    },
  );
  const project = await storage.project("default");
  const environment = project && (await storage.environment(project.id, PLACE.environment));
  if (!project || !environment) throw new Error("a new database has them");
  return { storage, project, environment, clock: { now: 1_800_000_000_000 }, logged: [] };
}

/** One server process. */
export function startNode({ storage, clock }: World, name: string, over: Storage = storage, leaseMs = 8_000) {
  const now = () => clock.now;
  const intake = new GuardIntake({ storage: over, log: silent, now, flushMs: 0 });
  const runner = new RolloutRunner({ storage: over, log: silent, now, node: name, tickMs: 0, leaseMs });
  onTestFinished(async () => {
    await runner.close();
  });
  return {
    intake,
    runner,
    async tick() {
      await intake.flush();
      await runner.tick();
    },
  };
}

export type Node = ReturnType<typeof startNode>;

export async function start(world: World, draft: RolloutDraft = SHORT): Promise<Rollout> {
  const { storage, clock } = world;
  const { rollout } = await createRollout(storage, ADA, PLACE, draft, clock.now);
  return act(world, rollout, "start");
}

export const act = ({ storage, clock }: World, { id }: Rollout, what: RolloutAct, author = ADA): Promise<Rollout> =>
  actOnRollout(storage, author, { ...PLACE, rollout: id }, what, { now: clock.now });

export async function current({ storage }: World, { id }: Rollout): Promise<Rollout> {
  const rollout = await storage.rollout(id);
  if (!rollout) throw new Error("it is there");
  return rollout;
}

/** What production's SDKs are told of the flag. */
export async function served({ storage, environment }: World) {
  const flag = (await storage.ruleset(environment.id)).flags.find(({ key }) => key === PLACE.flag);
  if (!flag) throw new Error("it is there");
  return flag;
}

export async function percentageOf(world: World): Promise<number | undefined> {
  const { fallthrough } = await served(world);
  return "rollout" in fallthrough ? fallthrough.rollout.percentage : undefined;
}

export const log = async ({ storage }: World): Promise<ChangeRecord[]> => {
  const all: ChangeRecord[] = [];
  for (
    let page = await storage.changeLog(0, 200);
    page.length > 0;
    page = await storage.changeLog(page.at(-1)?.id ?? 0, 200)
  ) {
    all.push(...page);
  }
  return all;
};

export const steps = async (world: World) =>
  (await log(world)).map(({ action }) => action).filter((action) => action.startsWith("rollout."));

const everywhere = (count: number) => Array.from({ length: SHARDS }, (_, shard) => [shard, count]).flat();
const some = (count: number, from: number) =>
  Array.from({ length: SHARDS }, (_, shard) => [shard, (shard + from) % SHARDS < count ? 1 : 0] as const)
    .filter(([, bad]) => bad > 0)
    .flat();

/** Requests of both groups in every shard, with so many bad ones, one in a shard. */
export function counted(
  rollout: Pick<Rollout, "id" | "plan">,
  stage: number,
  bad: { treated: number; control: number },
  shift = 0,
): GuardReport {
  const { percentage = 0 } = rollout.plan.stages[stage] ?? {};
  const group = (perShard: number, badOnes: number) => ({
    requests: perShard * SHARDS,
    units: [],
    metrics: perShard === 0 ? [] : [{ metric: "errors", of: everywhere(perShard), bad: some(badOnes, shift) }],
  });
  return {
    flag: PLACE.flag,
    plan: rollout.id,
    stage,
    percentage,
    treated: group(2, bad.treated),
    control: group(percentage >= 100 ? 0 : 18, bad.control),
  };
}

let seq = 0;

/** An SDK instance that counts as the flag's guard tells it to. */
export function startSdk(world: World, id: string, kind: "server" | "browser" = "server") {
  const from = { environmentId: world.environment.id, id, kind };
  return {
    /** @returns what was sent, to be sent again */
    async send(node: Pick<Node, "intake">, reports: GuardReport[], number = ++seq) {
      const guards = { seq: number, reports };
      await this.sendAgain(node, guards);
      return guards;
    },
    async sendAgain(node: Pick<Node, "intake">, guards: { seq: number; reports: GuardReport[] }) {
      const flag = await served(world);
      node.intake.take(from, guards, new Map([[flag.key, { data: flag }]]));
    },
  };
}

/** Time passes, 10 s by 10 s; an SDK reports each time, and the node looks. */
export async function pass(
  world: World,
  node: Node,
  rollout: Rollout,
  ms: number,
  bad: { treated: number; control: number } = { treated: 0, control: 1 },
): Promise<void> {
  const sdk = startSdk(world, "host-1");
  const end = world.clock.now + ms;
  while (world.clock.now < end) {
    world.clock.now += 10_000;
    const { status, progress } = await current(world, rollout);
    if (status !== "running" && status !== "paused") return;
    await sdk.send(node, [counted(rollout, progress.stage, bad, world.clock.now / 10_000)]);
    await node.tick();
  }
}
