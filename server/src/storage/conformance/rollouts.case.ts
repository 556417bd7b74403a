import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { startEngine, takeGuardReport } from "../../guard-engine/index.ts";
import { isOpen, MAX_POINTS, MAX_WAITING_REPORTS, type Rollout, type WaitingReport } from "../rollouts.ts";
import { AUTHOR, createFlag, must } from "./actions.case.ts";
import { given, type Open, type World } from "./given.case.ts";

const GROUP = { requests: 2, units: [3, 1], metrics: [{ metric: "errors", of: [3, 2], bad: [3, 1] }] };
const LONG = 60_000;

async function rolloutOf(world: World, changes: Partial<Rollout> = {}): Promise<Rollout> {
  const { storage, project, production } = world;
  if (!(await storage.flag(project.id, "f"))) await createFlag(storage, project, "f");
  const flag = must(await storage.flag(project.id, "f"));
  return {
    id: "r1",
    environmentId: production.id,
    flagId: flag.id,
    status: "running",
    plan: {
      name: "standard",
      projectId: project.id,
      flag: "f",
      rule: "r",
      variants: [{ variant: "on", weight: 1 }],
      otherwise: "off",
      bucketBy: "org.id",
      alpha: 0.01,
      windowMs: 60_000,
      stages: [{ percentage: 5, holdMs: 900_000, minTreated: 1_000, approval: true }],
      guards: [
        { key: "errors", metric: "errors", kind: "rate", weight: 2, tolerated: 1.2, atMost: 3 },
        { key: "p99", metric: "latency", kind: "quantile", quantile: 0.99 },
        { key: "mean", metric: "latency", kind: "mean", worse: "up", tolerated: 0.02 },
        { key: "slow", metric: "latency", kind: "limit", limit: 0.05, above: 250 },
      ],
      metrics: [
        { key: "errors", kind: "count", from: "requests" },
        { key: "latency", kind: "values", from: "event", event: "took" },
      ],
      alerts: [{ key: "pager", action: "pause", sha256: "0".repeat(64) }],
      timeoutMs: 1_000,
      onTimeout: "rollBack",
      noteEveryMs: 900_000,
    },
    progress: { stage: 0, since: 5, startedAt: 5, approved: { stage: 0, by: "ann", at: 6 }, why: "started" },
    createdAt: 1,
    createdBy: "ann",
    ...changes,
  };
}

const put = ({ storage, project }: World, rollout: Rollout) =>
  storage.change(AUTHOR, async (tx) => {
    await tx.putRollout(rollout);
    const change = { projectId: project.id, before: null, after: null, affects: [] };
    return { result: undefined, change: { action: "flag.updated", ...change } };
  });

const reportOf = (rolloutId: string, seq: number, changes: Partial<WaitingReport> = {}): WaitingReport => ({
  rolloutId,
  source: "a",
  seq,
  at: seq,
  report: { flag: "f", plan: rolloutId, stage: 0, percentage: 5, treated: GROUP, control: GROUP },
  ...changes,
});

export function rolloutCases(open: Open): void {
  test("are there after a restart, letter for letter, newest first, and open ones by themselves", async () => {
    const world = await given(open);
    const first = await rolloutOf(world);
    await put(world, first);
    const second = await rolloutOf(world, { id: "r2", status: "draft", createdAt: 2 });
    await put(world, second);
    const storage = await world.reopen();
    expect(await storage.rollout("r1")).toEqual(first);
    expect(await storage.rollout("none")).toBeUndefined();
    expect(await storage.rollouts(first.environmentId, first.flagId)).toEqual([second, first]);
    expect(await storage.rollouts(first.environmentId)).toHaveLength(2);
    expect(await storage.rollouts(world.staging.id)).toEqual([]);
    expect(await storage.openRollouts()).toEqual([first]);
    expect([first, second].map(isOpen)).toEqual([true, false]);
  });

  test("one at most holds a flag in an environment", async () => {
    const world = await given(open);
    await put(world, await rolloutOf(world));
    const second = await rolloutOf(world, { id: "r2", status: "paused" });
    await expect(put(world, second)).rejects.toMatchObject({ code: "refused" });
    await put(world, { ...second, environmentId: world.staging.id });
    await put(world, await rolloutOf(world, { status: "stopped" }));
    await put(world, { ...second, id: "r3" });
  });

  test("reports wait once, in the order in which they came, and only so many", async () => {
    const world = await given(open);
    const { storage } = world;
    await put(world, await rolloutOf(world));
    const { rolloutStore } = storage;
    const reports = [reportOf("r1", 2), reportOf("r1", 1), reportOf("r1", 1, { source: "b" })];
    expect(await rolloutStore.addReports(reports)).toBe(3);
    expect(await rolloutStore.addReports(reports)).toBe(0);
    expect((await rolloutStore.waitingReports("r1", 10)).map(({ at }) => at)).toEqual([1, 1, 2]);
    expect(await rolloutStore.waitingReports("r1", 2)).toHaveLength(2);
    expect(await rolloutStore.waitingReports("r2", 10)).toEqual([]);
    const many = Array.from({ length: 100 }, (_, at) => reportOf("r1", at + 10));
    let added = 3;
    for (let batch = 0; added < MAX_WAITING_REPORTS; batch += 1) {
      added += await rolloutStore.addReports(many.map((one) => ({ ...one, source: `s${batch}` })));
    }
    expect(await rolloutStore.addReports([reportOf("r1", 1_000)])).toBe(0);
  });

  test("the engine goes on from its checkpoint, and no report counts twice", async () => {
    const world = await given(open);
    const rollout = await rolloutOf(world);
    await put(world, rollout);
    const { rolloutStore } = world.storage;
    const reports = [reportOf("r1", 1), reportOf("r1", 2)];
    await rolloutStore.addReports(reports);
    const state = startEngine(rollout.plan, 5);
    const groups = { requests: 1, units: [], metrics: {} };
    takeGuardReport(rollout.plan, state, { source: "a 0", seq: 1, stage: 0, treated: groups, control: groups }, 6);
    const lease = must(await world.storage.lease("rollout r1", "node", LONG));
    const points = [{ at: 6, point: { evidence: 1 } }];
    await rolloutStore.checkpoint(lease, { rolloutId: "r1", state, at: 6, taken: [must(reports[0])], points });
    const storage = await world.reopen();
    expect(await storage.rolloutStore.state("r1")).toEqual(state);
    expect(await storage.rolloutStore.waitingReports("r1", 10)).toEqual([reports[1]]);
    expect(await storage.rolloutStore.points("r1", 0)).toEqual(points);
    expect(await storage.rolloutStore.points("r1", 6)).toEqual([]);
    await storage.rolloutStore.forget("r1");
    expect(await storage.rolloutStore.state("r1")).toBeUndefined();
    expect(await storage.rolloutStore.waitingReports("r1", 10)).toEqual([]);
    expect(await storage.rolloutStore.points("r1", 0)).toEqual(points);
  });

  test("a browser's report counts once in each rollout, in whatever order its reports come, and after a restart", async () => {
    const world = await given(open);
    await put(world, await rolloutOf(world));
    await put(world, await rolloutOf(world, { id: "r2", environmentId: world.staging.id }));
    let { rolloutStore } = world.storage;
    let sums = 0;
    /** Each is added as a report of its own, whose time says which it was. */
    const count = async (...reports: [browser: string, seq: number, rolloutId?: string][]) => {
      const heard = reports.map(([browser, seq, rolloutId = "r1"]) => ({ browser, seq, rolloutId }));
      let answer: readonly boolean[] = [];
      const added = await rolloutStore.addBrowsers(heard, (isNew) => {
        answer = isNew;
        return heard
          .filter((_, at) => isNew[at])
          .map(({ rolloutId }) => reportOf(rolloutId, ++sums, { source: "browsers" }));
      });
      expect(added).toBe(answer.filter((isNew) => isNew).length);
      return answer;
    };
    expect(await count(["a", 1], ["a", 1], ["b", 1], ["a", 3], ["a", 2], ["a", 3])).toEqual([
      true,
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(await count(["a", 2], ["b", 2])).toEqual([false, true]);
    expect(await count(["a", 2, "r2"], ["a", 1, "r2"], ["a", 2])).toEqual([true, true, false]);
    expect(await count()).toEqual([]);
    const waiting = await rolloutStore.waitingReports("r1", 10);
    expect(waiting.map(({ at }) => at)).toEqual([1, 2, 3, 4, 5]);
    ({ rolloutStore } = await world.reopen());
    expect(await count(["a", 3], ["b", 1], ["c", 1])).toEqual([false, false, true]);
  });

  test("what can't be added is not counted either", async () => {
    const world = await given(open);
    await put(world, await rolloutOf(world));
    const { rolloutStore } = world.storage;
    const heard = [{ browser: "a", seq: 1, rolloutId: "r1" }];
    const failing = rolloutStore.addBrowsers(heard, () => [reportOf("no rollout", 1)]);
    await expect(failing).rejects.toMatchObject({ code: "refused" });
    expect(await rolloutStore.addBrowsers(heard, ([isNew]) => (isNew ? [reportOf("r1", 1)] : []))).toBe(1);
  });

  test("browsers are forgotten when they were silent for long, or when there are too many: those that were silent for longest", async () => {
    const world = await given(open);
    await put(world, await rolloutOf(world));
    const { rolloutStore } = world.storage;
    const hear = async (...names: string[]) => {
      let answer: readonly boolean[] = [];
      await rolloutStore.addBrowsers(
        names.map((browser) => ({ browser, seq: 1, rolloutId: "r1" })),
        (isNew) => {
          answer = isNew;
          return [];
        },
      );
      await sleep(20);
      return answer;
    };
    await hear("old");
    await hear("new", "newer");
    expect(await rolloutStore.forgetBrowsers()).toBe(true);
    expect(await rolloutStore.forgetBrowsers({ knownMs: LONG, most: 3 })).toBe(true);
    expect(await hear("new", "old")).toEqual([false, false]);
    await hear("newest");
    expect(await rolloutStore.forgetBrowsers({ knownMs: LONG, most: 1 })).toBe(true);
    expect(await hear("newest")).toEqual([false]);
    expect(await hear("old", "new", "newer")).toEqual([true, true, true]);
    expect(await rolloutStore.forgetBrowsers({ knownMs: 0, most: 100 })).toBe(true);
    expect(await hear("old", "new", "newer", "newest")).toEqual([true, true, true, true]);
    const crowd = Array.from({ length: 6_000 }, (_, at) => `of many ${at}`);
    for (let from = 0; from < crowd.length; from += 1_000) await hear(...crowd.slice(from, from + 1_000));
    while (!(await rolloutStore.forgetBrowsers({ knownMs: 0, most: 100 })));
    expect(await hear(...crowd.slice(0, 2), ...crowd.slice(-2))).toEqual([true, true, true, true]);
  });

  test("who has lost the lease writes nothing down", async () => {
    const world = await given(open);
    const rollout = await rolloutOf(world);
    await put(world, rollout);
    const { storage } = world;
    await storage.rolloutStore.addReports([reportOf("r1", 1)]);
    const lost = must(await storage.lease("rollout r1", "a", 1));
    await sleep(20);
    must(await storage.lease("rollout r1", "b", LONG));
    const state = startEngine(rollout.plan, 5);
    const checkpoint = { rolloutId: "r1", state, at: 6, taken: [reportOf("r1", 1)], points: [] };
    await expect(storage.rolloutStore.checkpoint(lost, checkpoint)).rejects.toMatchObject({ code: "refused" });
    expect(await storage.rolloutStore.state("r1")).toBeUndefined();
    expect(await storage.rolloutStore.waitingReports("r1", 10)).toHaveLength(1);
  });

  test("points are bounded", async () => {
    const world = await given(open);
    const rollout = await rolloutOf(world);
    await put(world, rollout);
    const { storage } = world;
    const lease = must(await storage.lease("rollout r1", "a", LONG));
    const state = startEngine(rollout.plan, 5);
    const write = (from: number, count: number) =>
      storage.rolloutStore.checkpoint(lease, {
        rolloutId: "r1",
        state,
        at: from,
        taken: [],
        points: Array.from({ length: count }, (_, at) => ({ at: from + at, point: at })),
      });
    for (let from = 1; from <= MAX_POINTS; from += 500) await write(from, 500);
    await write(MAX_POINTS + 1_000, 1);
    expect(await storage.rolloutStore.points("r1", MAX_POINTS - 1)).toEqual([{ at: MAX_POINTS, point: 499 }]);
  });
}
