import { randomUUID } from "node:crypto";
import { sha256 } from "../auth/tokens.ts";
import { SwitchyardError } from "../errors.ts";
import { requireEnvironment, requireProject } from "../projects/find.ts";
import type { Author, Key, KeyKind, Storage } from "../storage/port.ts";
import { hintOf, newKey } from "./key-format.ts";

const MAX_KEYS = 100;

export interface KeyInput {
  kind: KeyKind;
  name: string;
  /** Where a client key may be used from; none means anywhere. */
  origins: string[];
}

/**
 * Makes an SDK key. The answer is the only place where it is ever readable.
 *
 * @throws SwitchyardError NOT_FOUND, INVALID_REQUEST, LIMIT_REACHED
 */
export async function createKey(
  storage: Storage,
  author: Author,
  where: { project: string; environment: string },
  input: KeyInput,
): Promise<Key & { key: string }> {
  if (input.kind === "server" && input.origins.length > 0) {
    throw new SwitchyardError(
      "INVALID_REQUEST",
      "origins are for client keys only: a server key is never used by a browser",
    );
  }
  const secret = newKey(input.kind);
  const committed = await storage.change(author, async (tx) => {
    const project = await requireProject(tx, where.project);
    const environment = await requireEnvironment(tx, project, where.environment);
    const inUse = (await tx.keys(environment.id)).filter(({ revokedAt }) => revokedAt === undefined);
    if (inUse.length >= MAX_KEYS) {
      throw new SwitchyardError(
        "LIMIT_REACHED",
        `An environment may have at most ${MAX_KEYS} SDK keys, ${environment.key} has them: revoke one first`,
      );
    }
    const key: Key = {
      id: randomUUID(),
      environmentId: environment.id,
      kind: input.kind,
      name: input.name,
      hint: hintOf(secret, input.kind),
      origins: input.origins.map((origin) => origin.toLowerCase()),
      createdAt: Date.now(),
      createdBy: author.actor.name,
    };
    await tx.insertKey(key, sha256(secret));
    const { id, kind, name, hint, origins } = key;
    return {
      result: key,
      change: {
        action: "key.created",
        projectId: project.id,
        environmentId: environment.id,
        before: null,
        after: { id, kind, name, hint, origins },
        affects: [],
      },
    };
  });
  return { ...committed.result, key: secret };
}
