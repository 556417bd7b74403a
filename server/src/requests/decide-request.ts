import { isDeepStrictEqual } from "node:util";
import type { JsonValue } from "@switchyard/core";
import { SwitchyardError } from "../errors.ts";
import { planOperations } from "../operations/plan.ts";
import { type Ahead, planAhead } from "../operations/plan-ahead.ts";
import type { Judges } from "../policy/assess-rows.ts";
import { requireProject } from "../projects/find.ts";
import type { Author, Change, ChangeRequest, RequestEvent, Storage, Transaction } from "../storage/port.ts";
import { mayNotRelease } from "./approvals.ts";
import { isBehind } from "./behind.ts";
import { readOperations, requireOpen, requireRequest } from "./find.ts";
import { type Looked, lookAtRequest } from "./look-at-request.ts";
import { requestChange } from "./request-change.ts";

export interface RequestPlace {
  project: string;
  number: number;
}

/** What more is written with a decision, in the same transaction. */
export type Consequence = (tx: Transaction, looked: Looked) => Promise<Change[]>;

const NONE: Consequence = async () => [];

/**
 * Says yes to exactly what its giver looked at. It counts for as long as the request would change the same.
 *
 * @param digest of what was looked at
 * @throws SwitchyardError NOT_FOUND, REQUEST_CLOSED, FORBIDDEN for its author, for a token and for who may not release
 * there, VERSION_CONFLICT when it would change something else by now, and what its operations throw when they can't be done
 */
export async function approveRequest(
  storage: Storage,
  author: Author,
  where: RequestPlace,
  { digest, text }: { digest: string; text?: string | undefined },
  judges: Judges,
  consequence: Consequence = NONE,
): Promise<ChangeRequest> {
  const planned = await plannedOf(storage, author, where);
  return decide(storage, author, where, async (tx, request) => {
    const project = await requireProject(tx, where.project);
    requireReviewer(request, author);
    const looked = await lookAtRequest(tx, author, project, request, judges, planned);
    requireOther(looked, author);
    if (looked.problem) throw looked.problem;
    requireReleaser(looked, author);
    if (looked.digest !== digest) {
      throw new SwitchyardError(
        "VERSION_CONFLICT",
        `Change request ${request.number} would change something else by now: look at it again, and approve what it is`,
        { details: { digest: looked.digest ?? null } },
      );
    }
    const environmentIds = looked.deciders.map(({ id }) => id);
    const event = { ...eventOf(request, author, "approved", text), digest, environmentIds };
    const updated: ChangeRequest = { ...request, digest };
    const approvals = [...looked.approvals.filter(({ actor }) => actor.id !== author.actor.id), event];
    return { request: updated, event, changes: () => consequence(tx, { ...looked, request: updated, approvals }) };
  });
}

/** Says no, which ends a request. @throws as {@link approveRequest} */
export async function declineRequest(
  storage: Storage,
  author: Author,
  where: RequestPlace,
  text: string | undefined,
  judges: Judges,
  consequence: Consequence = NONE,
): Promise<ChangeRequest> {
  const planned = await plannedOf(storage, author, where);
  return decide(storage, author, where, async (tx, request) => {
    const project = await requireProject(tx, where.project);
    requireReviewer(request, author);
    const looked = await lookAtRequest(tx, author, project, request, judges, planned);
    requireReleaser(looked, author);
    const updated: ChangeRequest = { ...request, state: "declined" };
    const event = eventOf(request, author, "declined", text);
    return { request: updated, event, changes: () => consequence(tx, { ...looked, request: updated }) };
  });
}

/** Takes it back, as only its author can. @throws SwitchyardError NOT_FOUND, REQUEST_CLOSED, FORBIDDEN */
export async function withdrawRequest(
  storage: Storage,
  author: Author,
  where: RequestPlace,
  text: string | undefined,
  judges: Judges,
  consequence: Consequence = NONE,
): Promise<ChangeRequest> {
  return decide(storage, author, where, async (tx, request) => {
    requireAuthor(request, author, "withdrawn");
    const project = await requireProject(tx, where.project);
    const updated: ChangeRequest = { ...request, state: "withdrawn" };
    const looked = await lookAtRequest(tx, author, project, updated, judges);
    return {
      request: updated,
      event: eventOf(request, author, "withdrawn", text),
      changes: () => consequence(tx, looked),
    };
  });
}

/** Made before the transaction. When it can't be made, the transaction finds out why. */
async function plannedOf(storage: Storage, author: Author, where: RequestPlace): Promise<Ahead | undefined> {
  const project = await requireProject(storage, where.project);
  const request = await requireRequest(storage, author, project, where.number);
  requireOpen(request);
  try {
    const operations = readOperations(request.operations, `Change request ${request.number}`);
    const planned = await planAhead(storage, author, project, operations);
    // Not of what was proposed instead since.
    return async (tx) => {
      const { operations: present } = await requireRequest(tx, author, project, where.number);
      if (isDeepStrictEqual(present, request.operations)) return planned(tx);
      return planOperations(tx, author, project, readOperations(present, `Change request ${request.number}`));
    };
  } catch (error) {
    if (error instanceof SwitchyardError) return undefined;
    throw error;
  }
}

interface Decision {
  request: ChangeRequest;
  event: RequestEvent;
  changes(): Promise<Change[]>;
}

async function decide(
  storage: Storage,
  author: Author,
  where: RequestPlace,
  how: (tx: Transaction, request: ChangeRequest) => Promise<Decision>,
): Promise<ChangeRequest> {
  const { result } = await storage.change(author, async (tx) => {
    const project = await requireProject(tx, where.project);
    const request = await requireRequest(tx, author, project, where.number);
    requireOpen(request);
    const { request: decided, event, changes } = await how(tx, request);
    const updated = { ...decided, updatedAt: event.at };
    await tx.putChangeRequest(updated);
    await tx.addRequestEvent(event);
    const action = `request.${event.kind}` as Change["action"] & `request.${string}`;
    const said: Record<string, JsonValue> = event.text === undefined ? {} : { text: event.text };
    const change = requestChange(action, updated, { ...said, ...(event.digest ? { digest: event.digest } : {}) });
    return { result: updated, change: [change, ...(await changes())] };
  });
  return result;
}

export function eventOf(
  request: ChangeRequest,
  { actor }: Author,
  kind: RequestEvent["kind"],
  text?: string,
): RequestEvent {
  const said = text?.trim() ? { text: text.trim() } : {};
  return { requestId: request.id, at: Date.now(), kind, actor, environmentIds: [], ...said };
}

function requireReviewer(request: ChangeRequest, { actor }: Author): void {
  if (request.author.id === actor.id) {
    throw new SwitchyardError(
      "FORBIDDEN",
      `Change request ${request.number} must be decided by somebody other than its author, ${actor.name}: withdraw it instead`,
    );
  }
  if (actor.kind === "user") return;
  throw new SwitchyardError(
    "FORBIDDEN",
    `Change request ${request.number} must be decided by a person who is signed in, received a ${actor.kind}: ${actor.name}`,
  );
}

/** Who proposes through a program is its second pair of eyes no more than its first. */
function requireOther({ request, behind }: Looked, author: Author): void {
  if (!isBehind(behind, author)) return;
  const { name } = request.author;
  throw new SwitchyardError(
    "FORBIDDEN",
    `Change request ${request.number} must be approved by somebody other than who is behind it: ${
      behind.isUnknown
        ? `nobody wrote down who was shown the secret of ${name}, so nobody who manages robots can; make another robot`
        : `you were shown the secret of ${name}`
    }`,
  );
}

function requireReleaser({ request, deciders }: Looked, { authority }: Author): void {
  const environment = mayNotRelease(authority, request.projectId, deciders);
  if (environment === undefined) return;
  const { key, id, protected: isProtected } = environment;
  const needs = isProtected ? "releaser" : "editor";
  const holds = authority?.roleAt(request.projectId, id) ?? null;
  throw new SwitchyardError(
    "FORBIDDEN",
    `Deciding about change request ${request.number} needs the role ${needs} in ${key}, you are ${holds ?? "nothing"} there`,
    { details: { environment: key, needs, holds } },
  );
}

/** @throws SwitchyardError FORBIDDEN */
export function requireAuthor(request: ChangeRequest, { actor }: Author, what: string): void {
  if (request.author.id === actor.id) return;
  throw new SwitchyardError(
    "FORBIDDEN",
    `Change request ${request.number} can only be ${what} by its author, ${request.author.name}`,
  );
}
