import type { Have, JsonValue } from "@switchyard/core";
import type { Authority } from "./authority.ts";
import type { Lease } from "./lease.ts";
import type {
  Action,
  Actor,
  ChangeFilter,
  ChangeRecord,
  Delta,
  Environment,
  Flag,
  FlagConfiguration,
  Key,
  Project,
  Ruleset,
  SavedView,
  Segment,
  Session,
  User,
} from "./model.ts";
import type { Nodes } from "./nodes.ts";
import type { PeopleReads, PeopleWrites, SignInState } from "./people.ts";
import type { PolicyReads, PolicyWrites } from "./policies.ts";
import type { RequestReads, RequestWrites } from "./requests.ts";
import type { RolloutReads, RolloutStore, RolloutWrites } from "./rollouts.ts";
import type { ScheduleReads, ScheduleWrites } from "./schedules.ts";
import type { Trigger, Triggers } from "./triggers.ts";
import type { UsageCounts } from "./usage.ts";
import type { Webhook, Webhooks } from "./webhooks.ts";

export type { Lease } from "./lease.ts";
export type * from "./model.ts";
export type * from "./people.ts";
export type * from "./policies.ts";
export type { ChangeRequest, RequestEvent } from "./requests.ts";
export type * from "./rollouts.ts";
export type { Schedule, ScheduleRun } from "./schedules.ts";
export type { Trigger } from "./triggers.ts";
export type { Delivery, Webhook } from "./webhooks.ts";

/** How many versions a delta spans at most. Whoever is further behind takes a whole snapshot: it is cheaper for both. */
export const REACH = 1_000;

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

  /** What SDKs report. */
  readonly usage: UsageCounts;

  /** What happens beside the change log while guarded rollouts run. */
  readonly rolloutStore: RolloutStore;

  /** Other nodes on the same database; absent where there can be none. */
  readonly nodes?: Nodes;

  /** What is sent to webhooks. */
  readonly webhooking: Webhooks;

  /** Finding triggers by their secret. */
  readonly triggering: Triggers;

  /**
   * For when somebody holds a version that an environment never had: the database was set back, to a backup. Another
   * epoch makes everyone read everything again; without it, whoever is ahead would wait for ever, or worse, go on from
   * a version that now means something else.
   *
   * @param have what somebody holds of the environment
   * @returns false, and nothing is written, when it isn't so: of another epoch, or not ahead
   */
  renewEpoch(environmentId: string, have: Have): Promise<boolean>;

  /**
   * Work that only one node may do belongs to whoever holds the lease of its name. Taking it again prolongs it.
   *
   * @param holder a name that no other process has
   * @returns `undefined` while somebody else holds it; else a lease whose fence is greater than that of every holder before,
   *   to be shown with each step: see {@link Transaction.requireLease}
   */
  lease(name: string, holder: string, ttlMs: number): Promise<Lease | undefined>;
  /** Gives it back before its time, so that another need not wait for it. One that is another's by now stays so. */
  endLease(lease: Lease): Promise<void>;

  /** Calls back after every commit that raised versions. Returns the way to stop. */
  onCommit(listener: (hints: Hint[]) => void): () => void;

  close(): Promise<void>;
}

/** Which environment has which version now. Only a hint: the change log is the truth. */
export interface Hint {
  environmentId: string;
  version: number;
}

export interface Author {
  actor: Actor;
  reason?: string;
  /** What the change may do. The storage itself doesn't ask; whoever hands the storage to the use cases does. */
  authority?: Authority;
  /**
   * Pushes the change through whatever the policies of its environments hold it back for, if they let this author, and
   * opens an after-review.
   */
  breakGlass?: { reason: string };
  /** A program that may less than the person in whose name it acts: what that person is named for is not for it. */
  isLimited?: boolean;
  /** The change request that this applies. What it is worth is looked up where it is kept. */
  approval?: { requestId: string };
  /** The schedule that this runs, which need not wait for itself. */
  schedule?: { id: string };
  /** Refuses the change when it raises anything, whatever the author may do. */
  onlyLowers?: boolean;
}

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
  /** Several are appended in their order, each with versions of its own; none of them means the same as no change. */
  change?: Change | readonly Change[];
}

export interface Committed<T> {
  result: T;
  /** The last one that was written; absent when nothing was. */
  change?: { id: number; versions: ReadonlyMap<string, number> };
}

export interface Reads extends PeopleReads, PolicyReads, RequestReads, RolloutReads, ScheduleReads {
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

  /** Of a project, or all; the oldest first. */
  webhooks(projectId?: string): Promise<Webhook[]>;
  /** Those of an environment that are not revoked. */
  triggers(environmentId: string): Promise<Trigger[]>;

  /** Newest first. */
  changes(filter: ChangeFilter): Promise<ChangeRecord[]>;
  changeById(id: number): Promise<ChangeRecord | undefined>;
  /** The whole log, of all projects, oldest first: the changes after this id, at most `limit` (1 to 200) of them. */
  changeLog(afterId: number, limit: number): Promise<ChangeRecord[]>;

  ruleset(environmentId: string): Promise<Ruleset>;
  /** `undefined` when the log does not reach back to `since`, or that is more than {@link REACH} versions ago. */
  delta(environmentId: string, since: number): Promise<Delta | undefined>;
}

/** Row writes; only {@link Storage.change} hands one out. */
export interface Transaction extends Reads, PeopleWrites, PolicyWrites, RequestWrites, RolloutWrites, ScheduleWrites {
  insertProject(project: Project): Promise<void>;
  updateProject(project: Project): Promise<void>;
  /**
   * Begins at version 0, whatever is passed, with a disabled configuration of every flag of the project, which
   * {@link putConfiguration} may replace.
   */
  insertEnvironment(environment: Environment): Promise<void>;
  /** Its name and whether it is protected. */
  updateEnvironment(environment: Environment): Promise<void>;
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
  /** From then on it is useless. */
  expireKey(id: string, at: number): Promise<void>;
  /** Inserts or replaces, but not how sending goes; enabling one that was disabled begins that anew. */
  putWebhook(webhook: Webhook): Promise<void>;
  /** With what was sent to it. */
  deleteWebhook(id: string): Promise<void>;
  insertTrigger(trigger: Trigger, sha256: string): Promise<void>;
  revokeTrigger(id: string, at: number): Promise<void>;
  /**
   * Fails when another has taken the lease since, and keeps it until this change is over: a holder that was paused for
   * longer than its lease, and does not know it, can't do its step.
   *
   * @throws StorageError "refused"
   */
  requireLease(lease: Lease): Promise<void>;
  /** Uses up the set-up link. False when there is a user already or the hash is not the current one. */
  insertFirstUser(user: User, passwordHash: string, setupHash: string): Promise<boolean>;
}

export interface Accounts extends SignInState {
  countUsers(): Promise<number>;
  /** Replaces the hash that `insertFirstUser` asks for. */
  setSetupHash(hash: string): Promise<void>;
  setupHash(): Promise<string | undefined>;
  userByEmail(email: string): Promise<{ user: User; passwordHash: string } | undefined>;
  insertSession(session: Session): Promise<void>;
  /** The user of an unexpired session. */
  sessionUser(hash: string, now: number): Promise<User | undefined>;
  deleteSession(hash: string): Promise<void>;
  /**
   * An SDK key that is in force by its SHA-256, with where it belongs.
   *
   * @param now when it must not have expired
   * @default Date.now()
   */
  keyByHash(sha256: string, now?: number): Promise<Key | undefined>;
  touchKey(id: string, at: number): Promise<void>;
  /** Searches that a person has kept in a project, by name. */
  savedViews(userId: string, projectId: string): Promise<SavedView[]>;
  /** Inserts, or replaces the one of the same name. */
  putSavedView(view: SavedView): Promise<void>;
  /** Until when somebody has seen what is new for them in a project; 0 when never. */
  inboxSeen(projectId: string, actorId: string): Promise<number>;
  setInboxSeen(projectId: string, actorId: string, at: number): Promise<void>;
  /** Only a person's own; what is not there is left alone. */
  deleteSavedView(userId: string, projectId: string, name: string): Promise<void>;
}
