import { requireEnvironment, requireProject } from "../projects/find.ts";
import type { Author, Change, Killed, Storage } from "../storage/port.ts";
import { asJson } from "./json.ts";
import { replacementOf } from "./replacement.ts";

export interface KilledByTag {
  /** Keys of the flags that this killed, and of those that were killed already. */
  killed: string[];
  already: string[];
  /** Of the environment. Who confirms it has confirmed every one of these kills. */
  version: number;
}

/**
 * Kills every flag that carries a tag, in one transaction: all of them or none. As with a single kill nothing blocks it,
 * and doing it again changes nothing. Each flag gets an entry of its own in the history, so that each can be restored
 * by itself.
 *
 * @throws SwitchyardError NOT_FOUND
 */
export async function killByTag(
  storage: Storage,
  author: Author,
  where: { project: string; environment: string },
  tag: string,
): Promise<KilledByTag> {
  const committed = await storage.change(author, async (tx) => {
    const project = await requireProject(tx, where.project);
    const environment = await requireEnvironment(tx, project, where.environment);
    const tagged = (await tx.flags(project.id)).filter(({ archived, tags }) => !archived && tags.includes(tag));
    const killed: Killed = {
      by: author.actor.name,
      at: Date.now(),
      ...(author.reason ? { reason: author.reason } : {}),
    };
    const already: string[] = [];
    const changes: Change[] = [];
    for (const flag of tagged) {
      const configuration = await tx.configuration(flag.id, environment.id);
      if (configuration?.killed) {
        already.push(flag.key);
        continue;
      }
      const base = configuration ?? (await replacementOf(tx, { project, environment, flag, configuration }));
      await tx.putConfiguration({ ...base, killed: base.killed ?? killed, updatedAt: killed.at });
      changes.push({
        action: "flag.killed",
        projectId: project.id,
        environmentId: environment.id,
        flag: flag.key,
        before: configuration ? { killed: null } : null,
        after: { killed: asJson(base.killed ?? killed) },
        affects: [{ environmentId: environment.id, flags: [flag.key] }],
      });
    }
    return { result: { environment, killed: changes.flatMap(({ flag }) => flag ?? []), already }, change: changes };
  });
  const { environment, ...named } = committed.result;
  return { ...named, version: committed.change?.versions.get(environment.id) ?? environment.version };
}
