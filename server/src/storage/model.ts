import type { Configuration, FlagData, FlagGuard, FlagType, JsonValue, SegmentData, Variant } from "@switchyard/core";
import type { Role } from "./authority.ts";

// The rows that the storage port speaks of. See port.ts, which re-exports them all.

export interface Project {
  id: string;
  key: string;
  name: string;
  createdAt: number;
}

export interface Environment {
  id: string;
  projectId: string;
  key: string;
  name: string;
  protected: boolean;
  /** Raised by one with every committed change to anything this environment's SDKs see. */
  version: number;
}

export type Lifetime = { kind: "permanent" } | { kind: "temporary"; expectedRemoval?: string };

/** What a flag is in every environment alike. */
export interface Flag {
  id: string;
  projectId: string;
  key: string;
  name: string;
  description: string;
  type: FlagType;
  variants: Variant[];
  tags: string[];
  owner: string;
  lifetime: Lifetime;
  clientSide: boolean;
  salt: string;
  archived: boolean;
  createdAt: number;
}

export interface Killed {
  by: string;
  at: number;
  reason?: string;
}

/** A flag's configuration in one environment. */
export interface FlagConfiguration extends Configuration {
  flagId: string;
  environmentId: string;
  /** The environment's version at the last change that touched this flag: what `If-Match` carries. */
  version: number;
  killed?: Killed;
  /** Whoever changes the rest leaves it as it is: it reaches SDKs only while the configuration is as the guarded rollout wrote it. */
  guard?: FlagGuard;
  updatedAt: number;
}

export interface Segment extends SegmentData {
  id: string;
  projectId: string;
  name: string;
  createdAt: number;
}

export type KeyKind = "server" | "client";

/** An SDK key. Only its SHA-256 is stored. */
export interface Key {
  id: string;
  environmentId: string;
  kind: KeyKind;
  name: string;
  /** First characters of the key, so that people can tell keys apart. */
  hint: string;
  origins: string[];
  /** For client keys: contexts are taken only as the application's backend signed them. */
  signedContext: boolean;
  createdAt: number;
  createdBy: string;
  lastUsedAt?: number;
  revokedAt?: number;
  /** From when on it is useless. */
  expiresAt?: number;
}

export interface Actor {
  kind: "user" | "token" | "system";
  id: string;
  name: string;
}

/** What happened, in the words of the history page. */
export const ACTIONS = [
  "project.created",
  "project.updated",
  "environment.created",
  "environment.updated",
  /** Nothing was changed: whether everyone hears of a change was tried. */
  "environment.drilled",
  "flag.created",
  "flag.updated",
  "flag.archived",
  "flag.unarchived",
  "flag.configured",
  "flag.killed",
  "flag.restored",
  "rollout.created",
  "rollout.deleted",
  "rollout.started",
  "rollout.advanced",
  "rollout.steppedBack",
  "rollout.approved",
  "rollout.paused",
  "rollout.resumed",
  "rollout.rolledBack",
  "rollout.stopped",
  "rollout.finished",
  /** How things stand, without anything done. */
  "rollout.noted",
  "segment.saved",
  "segment.deleted",
  "key.created",
  "key.revoked",
  "policy.updated",
  "glass.broken",
  "review.opened",
  "review.closed",
  "user.created",
  "request.opened",
  "request.edited",
  "request.commented",
  "request.approved",
  "request.declined",
  "request.withdrawn",
  "request.applied",
  "schedule.created",
  "schedule.begun",
  "schedule.paused",
  "schedule.resumed",
  "schedule.cancelled",
  "schedule.held",
  "schedule.ran",
  "schedule.failed",
  "schedule.missed",
  "user.updated",
  "user.deactivated",
  "user.reactivated",
  "user.invited",
  "invitation.withdrawn",
  "invitation.accepted",
  "member.added",
  "member.updated",
  "member.removed",
  "identity.linked",
  "password.offered",
  "password.changed",
  "sessions.ended",
  "token.created",
  "token.updated",
  "token.rotated",
  "token.revoked",
  "key.rotated",
  "webhook.created",
  "webhook.updated",
  "webhook.disabled",
  "webhook.deleted",
  "trigger.created",
  "trigger.revoked",
] as const;

export type Action = (typeof ACTIONS)[number];

export interface ChangeRecord {
  id: number;
  at: number;
  action: Action;
  actor: Actor;
  reason?: string;
  projectId?: string;
  environmentId?: string;
  flag?: string;
  segment?: string;
  before: JsonValue;
  after: JsonValue;
  /** Environment id to the version that this change gave it. */
  versions: Record<string, number>;
  previousHash: string;
  hash: string;
}

export interface ChangeFilter {
  projectId: string;
  /** Changes of this environment alone, and those that raised its version. */
  environmentId?: string;
  flag?: string;
  segment?: string;
  action?: Action;
  /** Who made the change: an actor's id. */
  actorId?: string;
  /** Only changes with a smaller id: the next page. */
  before?: number;
  /** Only changes with a greater id. */
  after?: number;
  /** 1 to 200. */
  limit: number;
}

/** Everything one environment's SDKs are told, read at one moment. */
export interface Ruleset {
  epoch: string;
  version: number;
  flags: FlagData[];
  segments: SegmentData[];
  /** Rows that could not be read as what they should be: left out of `flags` and `segments`, and named here. */
  quarantined: Quarantined[];
}

export interface Quarantined {
  kind: "flag" | "segment";
  key: string;
  problem: string;
}

/** What one version of an environment touched. */
export interface Touched {
  version: number;
  /** The change log's row. */
  changeId: number;
  /** When it was committed, milliseconds since 1970. */
  at: number;
  /** The change's, of all that it says and of the log before it. */
  hash: string;
  flags: string[];
  segments: string[];
}

/** What has come since a version: the versions one by one, and the present state of all that they touched. */
export interface Delta extends Ruleset {
  /** What made the version that it begins after; absent when the log does not say. */
  since?: Touched | undefined;
  touched: Touched[];
  removed: { flags: string[]; segments: string[] };
}

export interface User {
  id: string;
  email: string;
  name: string;
  createdAt: number;
  /** May do everything everywhere, and makes projects and accounts. */
  owner: boolean;
  roles: RoleGrant[];
  /** Since when they can't get in any more. */
  deactivatedAt?: number;
}

/** A role in a project, or in one environment of it, where it replaces the project's. */
export interface RoleGrant {
  projectId: string;
  environmentId?: string;
  role: Role;
}

export interface Session {
  /** SHA-256 of the cookie's token. */
  hash: string;
  userId: string;
  createdAt: number;
  expiresAt: number;
  /** A minute is precise enough. */
  lastSeenAt?: number;
  /** What the browser said of itself when it signed in. */
  userAgent: string;
  /** Where it signed in from. */
  address: string;
}

/** A search of the flags list under a name, kept by one person for one project. */
export interface SavedView {
  userId: string;
  projectId: string;
  name: string;
  search: string;
}
