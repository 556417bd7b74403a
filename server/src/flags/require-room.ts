import { SwitchyardError } from "../errors.ts";
import type { Flag, Project } from "../storage/port.ts";

export const MAX_FLAGS = 10_000;

/**
 * Asked before a flag is made or brought back. Every flag is in every environment, so that the limit of an environment
 * is that of its project.
 *
 * @throws SwitchyardError LIMIT_REACHED
 */
export function requireRoom(project: Project, flags: readonly Flag[]): void {
  if (flags.filter(({ archived }) => !archived).length < MAX_FLAGS) return;
  throw new SwitchyardError(
    "LIMIT_REACHED",
    `A project may have at most ${MAX_FLAGS} flags, ${project.key} has them: archive some first`,
  );
}
