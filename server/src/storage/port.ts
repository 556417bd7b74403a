import type { Configuration, FlagData, FlagType, JsonValue, SegmentData, Variant } from "@switchyard/core";

/**
 * What the use cases need of a database. SQLite and PostgreSQL implement it, and
 * `conformance.case.ts` is the one description of how it must behave.
 *
 * Rows are untrusted: an implementation parses what it reads, and damaged rows are reported, never thrown.
 */
export interface Storage extends Reads {
  /**
   * The one way to change project data. Runs `work` in one transaction; the change it returns raises the version of
   * every environment it affects, and is appended to the change log with the hash of the row before it.
   * When `work` returns no change, or throws, nothing at all is written. Changes run one after another; `work` must use
   * its transaction and nothing else of the storage that writes.
   *
   * @throws StorageError and whatever `work` throws
   */
  change<T>(author: Author, work: (tx: Transaction) => Promise<Outcome<T>>): Promise<Committed<T>>;

  /** Sign-in state, which is not project data and has no place in the change log. */
  readonly accounts: Accounts;

  /** Calls back after every commit that raised versions. Returns the way to stop. */
  onCommit(listener: (hints: Hint[]) => void): () => void;

  close(): Promise<void>;
}

/** Which environment has which version now. Only a hint: the change log is the truth. */
export interface Hint {
  environmentId: string;
  version: number;
}

export interface Actor {
  kind: "user" | "token" | "system";
  id: string;
  name: string;
}

export interface Author {
  actor: Actor;
  reason?: string;
}

/** What happened, in the words of the history page. */
export type Action =
  | "project.created"
  | "project.updated"
  | "environment.created"
  | "flag.created"
  | "flag.updated"
  | "flag.archived"
  | "flag.unarchived"
  | "flag.configured"
  | "flag.killed"
  | "flag.restored"
  | "segment.saved"
  | "segment.deleted"
  | "key.created"
  | "key.revoked"
  | "user.created";

export interface Change {
  action: Action;
  projectId?: string;
  /** Set when the change concerns one environment only. */
  environmentId?: string;
  flag?: string;
  segment?: string;
  before: JsonValue;
  after: JsonValue;
  /** The environments whose SDKs must hear of it, and what they must read again. */
  affects: { environmentId: string; flags?: string[]; segments?: string[] }[];
}

export interface Outcome<T> {
  result: T;
  change?: Change;
}

export interface Committed<T> {
  result: T;
  /** Absent when nothing was written. */
  change?: { id: number; versions: ReadonlyMap<string, number> };
}

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
  createdAt: number;
  createdBy: string;
  lastUsedAt?: number;
  revokedAt?: number;
}

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
  /** Only changes with a smaller id: the next page. */
  before?: number;
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
  flags: string[];
  segments: string[];
}

/** What has come since a version: the versions one by one, and the present state of all that they touched. */
export interface Delta extends Ruleset {
  touched: Touched[];
  removed: { flags: string[]; segments: string[] };
}

export interface Reads {
  epoch(): Promise<string>;

  projects(): Promise<Project[]>;
  project(key: string): Promise<Project | undefined>;
  environments(projectId: string): Promise<Environment[]>;
  environment(projectId: string, key: string): Promise<Environment | undefined>;
  allEnvironments(): Promise<Environment[]>;

  flags(projectId: string): Promise<Flag[]>;
  flag(projectId: string, key: string): Promise<Flag | undefined>;
  configurations(flagId: string): Promise<FlagConfiguration[]>;
  configuration(flagId: string, environmentId: string): Promise<FlagConfiguration | undefined>;
  /** Of all flags of a project, in one query: for the list. */
  allConfigurations(projectId: string): Promise<FlagConfiguration[]>;

  segments(projectId: string): Promise<Segment[]>;
  segment(projectId: string, key: string): Promise<Segment | undefined>;

  keys(environmentId: string): Promise<Key[]>;

  /** Newest first. */
  changes(filter: ChangeFilter): Promise<ChangeRecord[]>;
  changeById(id: number): Promise<ChangeRecord | undefined>;
  /** The whole log, of all projects, oldest first: the changes after this id, at most `limit` (1 to 200) of them. */
  changeLog(afterId: number, limit: number): Promise<ChangeRecord[]>;

  ruleset(environmentId: string): Promise<Ruleset>;
  /** `undefined` when the log does not reach back to `since`. */
  delta(environmentId: string, since: number): Promise<Delta | undefined>;
}

/** Row writes; only {@link Storage.change} hands one out. */
export interface Transaction extends Reads {
  insertProject(project: Project): Promise<void>;
  updateProject(project: Project): Promise<void>;
  /**
   * Begins at version 0, whatever is passed, with a disabled configuration of every flag of the project, which
   * {@link putConfiguration} may replace.
   */
  insertEnvironment(environment: Environment): Promise<void>;
  insertFlag(flag: Flag): Promise<void>;
  updateFlag(flag: Flag): Promise<void>;
  /**
   * Inserts or replaces; `version` is set by the commit, whatever is passed. The change must name the flag among what
   * it affects in this environment, or it is refused: an SDK would never hear of it.
   */
  putConfiguration(configuration: FlagConfiguration): Promise<void>;
  putSegment(segment: Segment): Promise<void>;
  deleteSegment(id: string): Promise<void>;
  insertKey(key: Key, sha256: string): Promise<void>;
  revokeKey(id: string, at: number): Promise<void>;
  /** Uses up the set-up link. False when there is a user already or the hash is not the current one. */
  insertFirstUser(user: User, passwordHash: string, setupHash: string): Promise<boolean>;
}

export interface User {
  id: string;
  email: string;
  name: string;
  createdAt: number;
}

export interface Session {
  /** SHA-256 of the cookie's token. */
  hash: string;
  userId: string;
  createdAt: number;
  expiresAt: number;
}

export interface Accounts {
  countUsers(): Promise<number>;
  /** Replaces the hash that `insertFirstUser` asks for. */
  setSetupHash(hash: string): Promise<void>;
  setupHash(): Promise<string | undefined>;
  userByEmail(email: string): Promise<{ user: User; passwordHash: string } | undefined>;
  insertSession(session: Session): Promise<void>;
  /** The user of an unexpired session. */
  sessionUser(hash: string, now: number): Promise<User | undefined>;
  deleteSession(hash: string): Promise<void>;
  /** An unrevoked SDK key by its SHA-256, with where it belongs. */
  keyByHash(sha256: string): Promise<Key | undefined>;
  touchKey(id: string, at: number): Promise<void>;
}
