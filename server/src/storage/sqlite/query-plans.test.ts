import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { AUTHOR, flagConfigured, must, newConfiguration, newFlag } from "../conformance/actions.case.ts";
import { openStorage } from "../open.ts";
import type { ChangeFilter } from "../port.ts";
import { createAccounts } from "./accounts.ts";
import { createChange } from "./change.ts";
import { connect } from "./connect.ts";
import { createReads } from "./reads.ts";
import { createStoreReads, createStoreWrites } from "./rollouts.ts";
import { createUsageCounts } from "./usage.ts";
import { createDeliveryReads, createTriggerReads } from "./webhook-reads.ts";
import { createDeliveryWrites, createTriggerWrites } from "./webhook-writes.ts";

/** Short whatever grows: 200 projects of 50 environments with as many webhooks, people, the keys of a delta, the two lists of an environment's history. */
const SMALL = new Set([
  "projects",
  "environments",
  "users",
  "invitations",
  "webhooks",
  "webhook_cursor",
  "json_each",
  "alone",
  "raised",
]);

/** No statement needs them yet: a row that others refer to is found by them when it goes. */
const FOR_FOREIGN_KEYS = ["configurations_by_environment", "identities_by_user"];

async function openTraced() {
  const folder = mkdtempSync(join(tmpdir(), "switchyard-plans-"));
  const file = join(folder, "switchyard.db");
  const storage = await openStorage(`file:${file}`);
  await storage.close();
  const statements: string[] = [];
  const sqlite = new BetterSqlite3(file, { verbose: (sql) => statements.push(String(sql)) });
  onTestFinished(() => {
    sqlite.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { sqlite, statements };
}

function planOf(sqlite: BetterSqlite3.Database, statement: string): string[] {
  const steps = sqlite.prepare(`explain query plan ${statement}`).all() as { detail: string }[];
  return steps.map(({ detail }) => detail);
}

function isSlow(detail: string, statement: string): boolean {
  const table = /^SCAN (\w+)/.exec(detail)?.[1];
  const takesFirst = statement.endsWith("limit 1.0");
  if (table !== undefined) return !SMALL.has(table) && !takesFirst;
  const sorts = detail.startsWith("USE TEMP B-TREE FOR ORDER BY");
  return sorts && !/from "(environments|users|invitations|webhooks|after_reviews)"/.test(statement);
}

test("every statement of the port goes down an index, and none sorts what could be long", async () => {
  const { sqlite, statements } = await openTraced();
  const db = connect(sqlite);
  const reads = createReads(db, () => {});
  const [environment] = reads.allEnvironments();
  const [projectId, environmentId] = [environment?.projectId ?? "", environment?.id ?? ""];
  statements.length = 0;

  reads.epoch();
  reads.projects();
  reads.project("default");
  reads.environments(projectId);
  reads.environment(projectId, "production");
  reads.allEnvironments();
  reads.flags(projectId);
  reads.flag(projectId, "f");
  reads.configurations("f");
  reads.configuration("f", environmentId);
  reads.allConfigurations(projectId);
  reads.segments(projectId);
  reads.segment(projectId, "s");
  reads.keys(environmentId);
  reads.changeById(1);
  reads.changeLog(0, 200);
  reads.ruleset(environmentId);
  reads.delta(environmentId, 0);
  const filters: Partial<ChangeFilter>[] = [
    {},
    { flag: "f" },
    { segment: "s" },
    { action: "flag.killed" },
    { actorId: "u" },
    { action: "flag.killed", actorId: "u", environmentId, flag: "f" },
    { environmentId },
    { environmentId, flag: "f" },
  ];
  for (const filter of filters) {
    reads.changes({ projectId, limit: 50, ...filter });
    reads.changes({ projectId, limit: 50, before: 1000, ...filter });
    reads.changes({ projectId, limit: 50, before: 1000, after: 10, ...filter });
  }
  for (const filter of [{}, { state: "open" as const }, { closed: true }, { authorId: "u" }]) {
    reads.changeRequests({ projectId, limit: 50, before: 10, ...filter });
  }
  reads.changeRequest(projectId, 1);
  reads.changeRequestById("r");
  reads.nextRequestNumber(projectId);
  reads.countOpenRequests(projectId);
  reads.requestEvents(["r", "s"]);
  reads.schedules({ projectId, limit: 50, states: ["active", "paused"] });
  reads.schedule(projectId, 1);
  reads.scheduleById("s");
  reads.nextScheduleNumber(projectId);
  reads.dueSchedules(1, 10);
  reads.scheduleRuns("s", 10);
  reads.runsDue(projectId, 0, 1, 10);
  reads.failedRuns(projectId, 0);
  const call = async (run: () => unknown) => run();
  const accounts = createAccounts(db, db, { onDamage: () => {}, read: call, write: call });
  await accounts.keyByHash("a");
  await accounts.sessionUser("a", 0);
  await accounts.sessionsOf("u", 0);
  await accounts.tokenByHash("a", 0);
  await accounts.touchSession("a", 1);
  await accounts.touchToken("a", 1);
  await accounts.deleteSessionOf("u", "a");
  await accounts.userByEmail("a");
  await accounts.touchKey("k", 1);
  await accounts.savedViews("u", projectId);
  await accounts.deleteSavedView("u", projectId, "v");
  await accounts
    .insertSession({ hash: "h", userId: "u", createdAt: 0, expiresAt: 1, userAgent: "", address: "" })
    .catch(() => {});

  const usage = createUsageCounts(db, db, { onDamage: () => {}, read: call, write: call });
  const unknown = { environmentId, flag: "f", kind: "server" as const, count: 1, at: 1 };
  const event = { environmentId, event: "e", kind: "server" as const, hour: 0, count: 1, sum: 0, at: 1 };
  await usage.add({ evaluations: [], unknown: [unknown], events: [event] });
  for (const flags of [undefined, ["f"]]) {
    await usage.evaluatedFlags(environmentId, flags);
    await usage.hourlyEvaluations(environmentId, 0, flags);
  }
  await usage.variantEvaluations(environmentId, "f", 0);
  await usage.unknownFlags(environmentId);
  await usage.dismissUnknownFlag(environmentId, "f");
  await usage.trackedEvents(environmentId);
  await usage.hourlyEvents(environmentId, 0);
  await usage.prune(environmentId, 1);

  reads.afterReviews({ projectId, limit: 50 });
  reads.afterReviews({ projectId, limit: 50, state: "open" });
  reads.webhooks(projectId);
  reads.webhooks();
  reads.triggers(environmentId);
  const webhookReads = createDeliveryReads(db, () => {});
  webhookReads.cursor();
  webhookReads.nextDelivery({ name: "webhooks", fence: 1 }, "w", 1);
  webhookReads.deliveries("w", { limit: 50 });
  webhookReads.deliveries("w", { state: "failed", limit: 50 });
  webhookReads.delivery("w", "m");
  webhookReads.countPending("w");
  createTriggerReads(db, () => {}).triggerByHash("h");
  const webhookWrites = createDeliveryWrites(db);
  webhookWrites.redeliver("w", "m", 1);
  webhookWrites.abandon("w", "stopped", 1);
  webhookWrites.pruneDeliveries("w", 10);
  createTriggerWrites(db).noteTriggered("t", 1, null);

  reads.rollout("r");
  reads.rollouts(environmentId);
  reads.rollouts(environmentId, "f");
  reads.openRollouts();
  const storeReads = createStoreReads(db, () => {});
  storeReads.waitingReports("r", 10);
  storeReads.state("r");
  storeReads.points("r", 0);
  createStoreWrites(db).addBrowsers([{ rolloutId: "r", browser: "b", seq: 1 }], () => []);
  createStoreWrites(db).forgetBrowsers();
  createStoreWrites(db).forget("r");

  reads.people();
  reads.person("u");
  reads.personByEmail("a@example.com");
  reads.personByIdentity("i", "s");
  reads.invitations();
  reads.invitationByHash("a", 0);
  reads.tokensOf("u");
  reads.robots(projectId);
  reads.apiToken("t");

  const changed = createChange(db, "test", () => {}).change(AUTHOR, async (tx) => {
    const flag = newFlag({ id: projectId, key: "default", name: "", createdAt: 0 }, "f");
    await tx.insertFlag(flag);
    await tx.putConfiguration(newConfiguration(flag, must(environment)));
    await tx.updateFlag(flag);
    await tx.deleteSegment("s").catch(() => {});
    await tx.revokeKey("k", 1).catch(() => {});
    await tx.setPassword("u", "p").catch(() => {});
    await tx.endSessions("u");
    await tx.deleteInvitation("i");
    return { result: undefined, change: flagConfigured(flag, must(environment)) };
  });
  expect((await changed).result.hints).toHaveLength(1);

  const explained = [...new Set(statements)].filter((statement) => /^(select|with|update|delete|\()/i.test(statement));
  expect(explained.length).toBeGreaterThan(30);
  const indexes = sqlite
    .prepare("select name from sqlite_schema where type = 'index' and sql is not null")
    .pluck()
    .all();
  const steps = explained.flatMap((statement) => planOf(sqlite, statement)).join("\n");
  // Whatever an index is for: without it another one would do, only slower.
  expect(indexes.filter((index) => !steps.includes(String(index)))).toEqual(FOR_FOREIGN_KEYS);

  const slow = explained.flatMap((statement) =>
    planOf(sqlite, statement)
      .filter((step) => isSlow(step, statement))
      .map((step) => `${step}: ${statement}`),
  );
  expect(slow).toEqual([]);
});
