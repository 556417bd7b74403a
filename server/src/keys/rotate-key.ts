import { randomUUID } from "node:crypto";
import { sha256 } from "../auth/tokens.ts";
import { notFound, requireEnvironment, requireProject } from "../projects/find.ts";
import { createContextSigning } from "../signing/context-signing.ts";
import type { Author, Key, Storage } from "../storage/port.ts";
import type { CreatedKey } from "./create-key.ts";
import { isInForce } from "./in-force.ts";
import { hintOf, newKey } from "./key-format.ts";

const HOUR_MS = 3_600_000;

/**
 * Makes another key like one that is in force, which ends itself after some hours: time to put the new one everywhere.
 *
 * @param overlapHours until the old one ends; it never lasts longer than it would have
 * @throws SwitchyardError NOT_FOUND
 */
export async function rotateKey(
  storage: Storage,
  author: Author,
  where: { project: string; environment: string; id: string },
  overlapHours: number,
  signing = createContextSigning(undefined),
): Promise<CreatedKey> {
  const id = randomUUID();
  const { result } = await storage.change(author, async (tx) => {
    const project = await requireProject(tx, where.project);
    const environment = await requireEnvironment(tx, project, where.environment);
    const now = Date.now();
    const old = (await tx.keys(environment.id)).find((key) => key.id === where.id && isInForce(key, now));
    if (old === undefined) throw notFound("key", where.id, `environment ${environment.key}`);
    const signingSecret = old.signedContext ? signing.secretOf(id) : undefined;
    const secret = newKey(old.kind);
    const expiresAt = Math.min(old.expiresAt ?? Number.MAX_SAFE_INTEGER, now + overlapHours * HOUR_MS);
    const key: Key = {
      ...old,
      id,
      hint: hintOf(secret, old.kind),
      createdAt: now,
      createdBy: author.actor.name,
      lastUsedAt: undefined,
      expiresAt: undefined,
    };
    await tx.insertKey(key, sha256(secret));
    await tx.expireKey(old.id, expiresAt);
    return {
      result: { ...key, key: secret, signingSecret },
      change: {
        action: "key.rotated",
        projectId: project.id,
        environmentId: environment.id,
        before: { id: old.id, kind: old.kind, name: old.name, hint: old.hint },
        after: { id, kind: key.kind, name: key.name, hint: key.hint, previousUntil: expiresAt },
        affects: [],
      },
    };
  });
  return result;
}
