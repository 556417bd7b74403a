import { isAtLeast, type Role } from "../storage/authority.ts";
import type { Author, Change, Project, Reads } from "../storage/port.ts";
import type { Noted, NotedRows } from "./note-rows.ts";
import { type Obstacle, tooLow, withoutReason } from "./obstacles.ts";
import { weakening } from "./weaker.ts";

const WEAKENING = { policy: "weakening the policy", protection: "lifting the protection" };

/** What holds a change whichever way it goes: rows that are a whole project's, or only an admin's to write. */
export async function projectObstacles(
  reads: Reads,
  author: Author,
  project: Project,
  rows: NotedRows,
  changes: readonly Change[],
): Promise<Obstacle[]> {
  if (author.actor.kind === "system") return [];
  const obstacles: Obstacle[] = [];
  const ask = (what: string, needs: Role, environment?: { id: string; key: string }) => {
    const holds = author.authority?.roleAt(project.id, environment?.id);
    if (isAtLeast(holds, needs)) return;
    obstacles.push(tooLow(what, { project: project.key, environment: environment?.key }, needs, holds));
  };
  const some = <Row extends { projectId: string }>(noted: ReadonlyMap<string, Noted<Row>>) =>
    [...noted.values()].some(({ before, after }) => (after ?? before)?.projectId === project.id);

  if (some(rows.flags)) ask("editing flags", "editor");
  if (some(rows.segments)) ask("editing segments", "editor");
  if (some(rows.environments)) ask("editing environments", "admin");
  if (rows.adminPlaces.some(({ projectId, environmentId }) => projectId === project.id && !environmentId)) {
    ask("editing the project", "admin");
  }
  const keyPlaces = rows.adminPlaces.map(({ environmentId }) => environmentId);
  if (rows.hasRevokedKey) {
    keyPlaces.push(
      ...changes.map(({ action, environmentId }) => (action === "key.revoked" ? environmentId : undefined)),
    );
  }
  for (const environment of await reads.environments(project.id)) {
    if (keyPlaces.includes(environment.id)) ask("editing SDK keys", "admin", environment);
    if (rows.policies.has(environment.id)) ask("editing the policy", "admin", environment);
    const weakened = weakening(rows, environment);
    if (weakened && !author.reason?.trim()) obstacles.push(withoutReason(environment.key, WEAKENING[weakened]));
  }
  return obstacles;
}
