import type { JsonValue } from "@switchyard/core";
import type { Actor } from "./model.ts";

export const REQUEST_STATES = ["open", "applied", "declined", "withdrawn"] as const;
type RequestState = (typeof REQUEST_STATES)[number];

/** A proposed change: operations that wait for approval. */
export interface ChangeRequest {
  id: string;
  projectId: string;
  /** From 1 in each project: what people call it by. */
  number: number;
  state: RequestState;
  title: string;
  reason?: string;
  /** What to do, as the API took it; an older or a newer server may have written it. */
  operations: JsonValue;
  /** The schedule that begins with the approval, instead of the operations being applied at once. */
  scheduleId?: string;
  /** Of what was proposed, or of what was looked at last by who approved. */
  digest: string;
  /** The environments whose SDKs would hear of it. */
  environmentIds: string[];
  applyWhenApproved: boolean;
  author: Actor;
  createdAt: number;
  updatedAt: number;
}

export const REQUEST_EVENTS = ["opened", "edited", "comment", "approved", "declined", "withdrawn", "applied"] as const;

/** What somebody said or did about a change request. */
export interface RequestEvent {
  requestId: string;
  at: number;
  kind: (typeof REQUEST_EVENTS)[number];
  actor: Actor;
  text?: string;
  /** For an approval: what was approved. */
  digest?: string;
  /** For an approval: the environments in which its giver might release at that time. */
  environmentIds: string[];
}

export interface RequestFilter {
  projectId: string;
  state?: RequestState;
  /** Without those that are open. */
  closed?: boolean;
  /** An actor's id. */
  authorId?: string;
  /** Only those with a smaller number: the next page. */
  before?: number;
  /** 1 to 200. */
  limit: number;
}

export interface RequestReads {
  /** Newest first. */
  changeRequests(filter: RequestFilter): Promise<ChangeRequest[]>;
  changeRequest(projectId: string, number: number): Promise<ChangeRequest | undefined>;
  changeRequestById(id: string): Promise<ChangeRequest | undefined>;
  /** The one that comes next in a project. */
  nextRequestNumber(projectId: string): Promise<number>;
  /** How many of a project are open. */
  countOpenRequests(projectId: string): Promise<number>;
  /** Of these requests, in the order in which they happened. */
  requestEvents(requestIds: readonly string[]): Promise<RequestEvent[]>;
}

export interface RequestWrites {
  /** Inserts, or replaces all but its place and its beginning. */
  putChangeRequest(request: ChangeRequest): Promise<void>;
  addRequestEvent(event: RequestEvent): Promise<void>;
}
