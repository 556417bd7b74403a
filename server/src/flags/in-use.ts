import { type Use, type Used, usersOf } from "@switchyard/core";
import { SwitchyardError } from "../errors.ts";
import type { Project, Reads } from "../storage/port.ts";

const MAX_NAMED = 5;

interface UseIn extends Use {
  environment: string;
}

/**
 * Refuses to take away what other flags or segments of the project use.
 *
 * @param thing how the message names it, such as `Segment "beta"`
 * @throws SwitchyardError IN_USE, with every user in `details.users`
 */
export async function requireUnused(reads: Reads, project: Project, thing: string, used: Used): Promise<void> {
  const users: UseIn[] = [];
  for (const { id, key } of await reads.environments(project.id)) {
    const world = await reads.ruleset(id);
    users.push(...usersOf(world, used).map((use) => ({ ...use, environment: key })));
  }
  if (users.length === 0) return;
  const named = users.slice(0, MAX_NAMED).map(sentence).join("; ");
  const more = users.length > MAX_NAMED ? `; and ${users.length - MAX_NAMED} more, see details` : "";
  throw new SwitchyardError("IN_USE", `${thing} is in use: ${named}${more}`, {
    details: { users: users.map(({ kind, key, path, environment }) => ({ kind, key, path, environment })) },
  });
}

const sentence = ({ kind, key, path, environment }: UseIn) => `${kind} ${key} in ${environment} (${path})`;
