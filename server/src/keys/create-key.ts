import { randomUUID } from "node:crypto";
import { sha256 } from "../auth/tokens.ts";
import { SwitchyardError } from "../errors.ts";
import { requireEnvironment, requireProject } from "../projects/find.ts";
import { createContextSigning } from "../signing/context-signing.ts";
import type { Author, Key, KeyKind, Storage } from "../storage/port.ts";
import { isInForce } from "./in-force.ts";
import { hintOf, newKey } from "./key-format.ts";

export const MAX_KEYS = 100;
const DAY_MS = 86_400_000;

export interface KeyInput {
  kind: KeyKind;
  name: string;
  /** Where a client key may be used from; none means anywhere. */
  origins: string[];
  /** Whether a client key takes contexts only as the application's backend signed them. */
  signedContext?: boolean;
  /** @default it lasts until it is revoked */
  expiresInDays?: number | undefined;
}

/** A new key, with what can be read now and never again. */
export interface CreatedKey extends Key {
  key: string;
  /** What the backend signs contexts with, for keys that ask for that. */
  signingSecret?: string;
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
  signing = createContextSigning(undefined),
): Promise<CreatedKey> {
  if (input.kind === "server") refuseForServers(input);
  const id = randomUUID();
  const { signedContext = false } = input;
  const signingSecret = signedContext ? signing.secretOf(id) : undefined;
  const secret = newKey(input.kind);
  const committed = await storage.change(author, async (tx) => {
    const project = await requireProject(tx, where.project);
    const environment = await requireEnvironment(tx, project, where.environment);
    const inUse = (await tx.keys(environment.id)).filter((key) => isInForce(key));
    if (inUse.length >= MAX_KEYS) {
      throw new SwitchyardError(
        "LIMIT_REACHED",
        `An environment may have at most ${MAX_KEYS} SDK keys, ${environment.key} has them: revoke one first`,
      );
    }
    const key: Key = {
      id,
      environmentId: environment.id,
      kind: input.kind,
      name: input.name,
      hint: hintOf(secret, input.kind),
      origins: input.origins.map((origin) => origin.toLowerCase()),
      signedContext,
      createdAt: Date.now(),
      createdBy: author.actor.name,
      expiresAt: input.expiresInDays === undefined ? undefined : Date.now() + input.expiresInDays * DAY_MS,
    };
    await tx.insertKey(key, sha256(secret));
    const { kind, name, hint, origins, expiresAt } = key;
    return {
      result: key,
      change: {
        action: "key.created",
        projectId: project.id,
        environmentId: environment.id,
        before: null,
        after: { id, kind, name, hint, origins, signedContext, ...(expiresAt === undefined ? {} : { expiresAt }) },
        affects: [],
      },
    };
  });
  return { ...committed.result, key: secret, signingSecret };
}

function refuseForServers({ origins, signedContext }: KeyInput): void {
  const field = origins.length > 0 ? "origins" : signedContext ? "signedContext" : undefined;
  if (field === undefined) return;
  const message = `${field} is for client keys only: a server key is never used by a browser`;
  throw new SwitchyardError("INVALID_REQUEST", message);
}
