import type { Accounts, Reads } from "../port.ts";
import type { RolloutStore } from "../rollouts.ts";
import { touchRarely } from "../touch-rarely.ts";
import type { Triggers } from "../triggers.ts";
import type { UsageCounts } from "../usage.ts";
import type { Webhooks } from "../webhooks.ts";
import type { AccountReads, AccountWrites } from "./accounts.ts";
import type { StoreReads, StoreWrites } from "./rollouts.ts";
import type { ReadSession, WriteSession } from "./session.ts";
import type { UsageReads } from "./usage-reads.ts";
import type { UsageWrites } from "./usage-writes.ts";
import type { TriggerReads, WebhookReads } from "./webhook-reads.ts";
import type { TriggerWrites, WebhookWrites } from "./webhook-writes.ts";

// The port's methods, each of which borrows a connection for its time. By name, since there are no methods before there is
// a connection; the types see to it that none is forgotten.

/** `long` for those that read all that a project, an environment or the log has. What stands on the way to a write is none. */
type Names<T> = Record<keyof T, true | "long">;
type Use<Session> = <T>(run: (session: Session) => Promise<T>, isLong?: boolean) => Promise<T>;

export const READS: Names<Reads> = {
  epoch: true,
  projects: true,
  project: true,
  environments: true,
  environment: true,
  allEnvironments: true,
  flags: "long",
  flag: true,
  configurations: true,
  configuration: true,
  allConfigurations: "long",
  segments: "long",
  segment: true,
  keys: true,
  webhooks: true,
  triggers: true,
  people: true,
  person: true,
  personByEmail: true,
  personByIdentity: true,
  invitations: true,
  invitationByHash: true,
  tokensOf: true,
  robots: true,
  apiToken: true,
  changes: "long",
  changeById: true,
  changeLog: "long",
  policy: true,
  afterReview: true,
  afterReviews: true,
  changeRequests: true,
  changeRequest: true,
  changeRequestById: true,
  nextRequestNumber: true,
  countOpenRequests: true,
  requestEvents: true,
  schedules: true,
  schedule: true,
  scheduleById: true,
  nextScheduleNumber: true,
  dueSchedules: true,
  scheduleRuns: true,
  runsDue: true,
  failedRuns: true,
  ruleset: "long",
  delta: "long",
  rollout: true,
  rollouts: true,
  openRollouts: true,
};

const ACCOUNT_READS: Names<AccountReads> = {
  countUsers: true,
  setupHash: true,
  userByEmail: true,
  sessionUser: true,
  sessionsOf: true,
  keyByHash: true,
  tokenByHash: true,
  savedViews: true,
  inboxSeen: true,
};

const ACCOUNT_WRITES: Names<AccountWrites> = {
  setSetupHash: true,
  insertSession: true,
  deleteSession: true,
  touchKey: true,
  touchSession: true,
  deleteSessionOf: true,
  touchToken: true,
  putSavedView: true,
  deleteSavedView: true,
  setInboxSeen: true,
};

const USAGE_READS: Names<UsageReads> = {
  evaluatedFlags: "long",
  hourlyEvaluations: "long",
  variantEvaluations: "long",
  unknownFlags: "long",
  trackedEvents: "long",
  hourlyEvents: "long",
};

const STORE_READS: Names<StoreReads> = { waitingReports: "long", state: true, points: "long" };

const STORE_WRITES: Names<StoreWrites> = {
  addReports: true,
  addBrowsers: true,
  forgetBrowsers: true,
  checkpoint: true,
  forget: true,
};

const USAGE_WRITES: Names<UsageWrites> = { add: true, dismissUnknownFlag: true, prune: true };

const WEBHOOK_READS: Names<WebhookReads> = {
  cursor: true,
  nextDelivery: true,
  deliveries: true,
  delivery: true,
  countPending: true,
};

const WEBHOOK_WRITES: Names<WebhookWrites> = {
  enqueue: true,
  addDelivery: true,
  settle: true,
  redeliver: true,
  abandon: true,
  pruneDeliveries: true,
};

type Method = (...args: unknown[]) => Promise<unknown>;

const methodOf = (methods: object, name: string): Method => Reflect.get(methods, name);

export function lift<T extends object, Session>(names: Names<T>, use: Use<Session>, of: (session: Session) => T): T {
  const call = ([name, length]: [string, true | "long"]) =>
    [name, (...args: unknown[]) => use((session) => methodOf(of(session), name)(...args), length === "long")] as const;
  return Object.fromEntries(Object.entries<true | "long">(names).map(call)) as T;
}

export function createAccounts(read: Use<ReadSession>, write: Use<WriteSession>): Accounts {
  const writes = lift<AccountWrites, WriteSession>(ACCOUNT_WRITES, write, ({ accounts }) => accounts);
  return {
    ...lift<AccountReads, ReadSession>(ACCOUNT_READS, read, ({ accounts }) => accounts),
    ...writes,
    touchKey: touchRarely(writes.touchKey),
    touchSession: touchRarely(writes.touchSession),
    touchToken: touchRarely(writes.touchToken),
  };
}

export const createUsage = (read: Use<ReadSession>, write: Use<WriteSession>): UsageCounts => ({
  ...lift<UsageReads, ReadSession>(USAGE_READS, read, ({ usage }) => usage),
  ...lift<UsageWrites, WriteSession>(USAGE_WRITES, write, ({ usage }) => usage),
});

export const createRolloutStore = (read: Use<ReadSession>, write: Use<WriteSession>): RolloutStore => ({
  ...lift<StoreReads, ReadSession>(STORE_READS, read, ({ rolloutStore }) => rolloutStore),
  ...lift<StoreWrites, WriteSession>(STORE_WRITES, write, ({ rolloutStore }) => rolloutStore),
});

export const createWebhooking = (read: Use<ReadSession>, write: Use<WriteSession>): Webhooks => ({
  ...lift<WebhookReads, ReadSession>(WEBHOOK_READS, read, ({ webhooking }) => webhooking),
  ...lift<WebhookWrites, WriteSession>(WEBHOOK_WRITES, write, ({ webhooking }) => webhooking),
});

export const createTriggering = (read: Use<ReadSession>, write: Use<WriteSession>): Triggers => ({
  ...lift<TriggerReads, ReadSession>({ triggerByHash: true }, read, ({ triggering }) => triggering),
  ...lift<TriggerWrites, WriteSession>({ noteTriggered: true }, write, ({ triggering }) => triggering),
});
