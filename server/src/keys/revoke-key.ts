import { notFound, requireEnvironment, requireProject } from "../projects/find.ts";
import type { Author, Key, Storage } from "../storage/port.ts";

/**
 * Makes an SDK key useless, for good. Revoking it again changes nothing.
 *
 * @throws SwitchyardError NOT_FOUND
 */
export async function revokeKey(
  storage: Storage,
  author: Author,
  where: { project: string; environment: string; id: string },
): Promise<Key> {
  const committed = await storage.change(author, async (tx) => {
    const project = await requireProject(tx, where.project);
    const environment = await requireEnvironment(tx, project, where.environment);
    const key = (await tx.keys(environment.id)).find(({ id }) => id === where.id);
    if (key === undefined) throw notFound("key", where.id, `environment ${environment.key}`);
    if (key.revokedAt !== undefined) return { result: key };
    const revokedAt = Date.now();
    await tx.revokeKey(key.id, revokedAt);
    const { id, kind, name, hint } = key;
    return {
      result: { ...key, revokedAt },
      change: {
        action: "key.revoked",
        projectId: project.id,
        environmentId: environment.id,
        before: { id, kind, name, hint },
        after: null,
        affects: [],
      },
    };
  });
  return committed.result;
}
