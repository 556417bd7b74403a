import { isAtLeast, type Role } from "../storage/authority.ts";
import type { Author, Project, Reads } from "../storage/port.ts";
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
  const environments = await reads.environments(project.id);
  for (const what of new Set(rows.adminPlaces.map((place) => place.what))) {
    const places = rows.adminPlaces.filter((place) => place.what === what && place.projectId === project.id);
    for (const id of new Set(places.map(({ environmentId }) => environmentId))) {
      ask(`editing ${what}`, "admin", id === undefined ? undefined : environments.find((one) => one.id === id));
    }
  }
  for (const environment of environments) {
    if (rows.policies.has(environment.id)) ask("editing the policy", "admin", environment);
    const weakened = weakening(rows, environment);
    if (weakened && !author.reason?.trim()) obstacles.push(withoutReason(environment.key, WEAKENING[weakened]));
  }
  return obstacles;
}
