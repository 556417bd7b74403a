import type { LiveEvent } from "../../api.ts";
import type { Environment, Flag, Storage } from "../../storage/port.ts";
import type { Hub } from "../hub.ts";
import type { Sees } from "../names.ts";
import type { Neighbours } from "../nodes/neighbours.ts";
import { CLOSE, Refusal } from "../socket/close-code.ts";

/** What it takes to tell one admin UI of one flag. */
export interface WatchContext {
  storage: Storage;
  /** Where whoever watches may look. */
  sees: Sees;
  hub: Hub;
  neighbours: Neighbours;
  /** At most one event in so many milliseconds. */
  intervalMs: number;
  send(event: LiveEvent): void;
}

/** Keys, as they were asked for. */
export interface Watched {
  project: string;
  environment: string;
  flag: string;
}

/** An environment that may not be seen is refused in the words for one that isn't there. */
export const noSuchFlag = ({ project, environment, flag }: Watched) =>
  new Refusal(CLOSE.policy, `there is no flag ${flag} in ${project}/${environment}`);

/** @throws Refusal when there is no such flag, or no such environment for whoever watches */
export async function visibleFlag(
  { storage, sees }: Pick<WatchContext, "storage" | "sees">,
  watched: Watched,
): Promise<{ environment: Environment; flag: Flag }> {
  const project = await storage.project(watched.project);
  const environment = project && (await storage.environment(project.id, watched.environment));
  if (!environment || !sees({ projectId: environment.projectId, environmentId: environment.id })) {
    throw noSuchFlag(watched);
  }
  const flag = await storage.flag(environment.projectId, watched.flag);
  if (!flag) throw noSuchFlag(watched);
  return { environment, flag };
}
