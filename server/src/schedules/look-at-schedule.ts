import { SwitchyardError } from "../errors.ts";
import { obstaclesOf, type Plan, planOperations } from "../operations/plan.ts";
import type { Judges } from "../policy/assess-rows.ts";
import type { Obstacle } from "../policy/obstacles.ts";
import type { Author, Project, Reads, Schedule, ScheduleRun } from "../storage/port.ts";
import { operationsOf } from "./find.ts";

const RUNS = 50;

export interface LookedSchedule {
  schedule: Schedule;
  runs: ScheduleRun[];
  /** The number of its change request. */
  request: number | null;
  plan?: Plan;
  problem?: string;
  obstacles: Obstacle[];
}

/** A schedule with what came of it, and what it would change if it were due now. */
export async function lookAtSchedule(
  reads: Reads,
  by: Author,
  project: Project,
  schedule: Schedule,
  judges: Judges,
): Promise<LookedSchedule> {
  const looked: LookedSchedule = {
    schedule,
    runs: await reads.scheduleRuns(schedule.id, RUNS),
    request: await requestOf(reads, schedule),
    obstacles: [],
  };
  if (schedule.state === "done" || schedule.state === "cancelled") return looked;
  try {
    const plan = await planOperations(reads, by, project, operationsOf(schedule));
    return { ...looked, plan, obstacles: obstaclesOf(await plan.assess({ ...by, schedule }, judges)) };
  } catch (error) {
    if (!(error instanceof SwitchyardError)) throw error;
    return { ...looked, problem: error.message };
  }
}

export async function requestOf(reads: Reads, { requestId }: Schedule): Promise<number | null> {
  const request = requestId === undefined ? undefined : await reads.changeRequestById(requestId);
  return request?.number ?? null;
}
