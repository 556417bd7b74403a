import { describe, expect, it, onTestFinished, vi } from "vitest";
import { postgresSubjects } from "../storage/postgres/subject.case.ts";
import { openSqliteSubject } from "../storage/sqlite/subject.case.ts";
import { SharedAttempts } from "./shared-attempts.ts";
import { createSignIn } from "./sign-in.ts";

const postgres = postgresSubjects();

async function threeNodes() {
  const subject = await postgres.open();
  onTestFinished(() => subject.dispose());
  const more = [await subject.another?.(), await subject.another?.()].flatMap((node) => node ?? []);
  const storages = [subject.storage, ...more];
  expect(storages).toHaveLength(3);
  return { ...subject, storages };
}

/** How many of so many attempts at once, spread over the nodes, were counted, and what the others read. */
async function tryAt(counters: readonly SharedAttempts[], caller: string, times: number) {
  const tries = Array.from({ length: times }, (_, i) => counters[i % counters.length]?.record(caller));
  const done = await Promise.allSettled(tries);
  const refusals = done.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  return { counted: times - refusals.length, refusals };
}

describe("attempts on three nodes of one database", { timeout: 60_000 }, () => {
  it("are counted together, also those at the same moment", async () => {
    const { storages } = await threeNodes();
    const counters = storages.map(({ nodes }) => new SharedAttempts("test", 10, nodes));
    const { counted, refusals } = await tryAt(counters, "ada", 60);
    expect(counted).toBe(10);
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({
        code: "TOO_MANY_REQUESTS",
        message: "At most 10 attempts a minute are allowed, try again later",
      });
      expect(refusal.retryAfter).toBeGreaterThan(0);
      expect(refusal.retryAfter).toBeLessThanOrEqual(60);
    }
    expect(await tryAt(counters, "grace", 9)).toMatchObject({ counted: 9 });
    // The same caller at something else.
    const others = storages.map(({ nodes }) => new SharedAttempts("another test", 10, nodes));
    expect(await tryAt(others, "ada", 12)).toMatchObject({ counted: 10 });
  });

  it("count in a sliding minute, by the database's clock, and refused ones don't", async () => {
    const { storages, execute } = await threeNodes();
    // A process that was just started knows of none.
    const fresh = () => storages.map(({ nodes }) => new SharedAttempts("test", 3, nodes));
    expect(await tryAt(fresh(), "ada", 3)).toMatchObject({ counted: 3 });
    const age = (ms: number) => execute(`update attempts set times = array(select t - ${ms} from unnest(times) as t)`);
    await age(59_000);
    expect(await tryAt(fresh(), "ada", 1)).toMatchObject({ counted: 0, refusals: [{ retryAfter: 1 }] });
    await age(1_001);
    expect(await tryAt(fresh(), "ada", 5)).toMatchObject({ counted: 3 });
    await age(30_000);
    const { refusals } = await tryAt(fresh(), "ada", 1);
    expect(refusals[0].retryAfter).toBeGreaterThan(25);
    expect(refusals[0].retryAfter).toBeLessThanOrEqual(30);
  });

  it("are forgotten, and never say in the database whose they are", async () => {
    const { storages, execute } = await threeNodes();
    const [one] = storages;
    await tryAt(
      storages.map(({ nodes }) => new SharedAttempts("test", 10, nodes)),
      "ada@example.com",
      3,
    );
    await execute("create table seen as select caller, cardinality(times) as count from attempts");
    await execute("alter table seen add check (count = 3 and caller not like '%ada%' and length(caller) = 64)");
    await execute("update attempts set seen_at = seen_at - 180000");
    await one?.nodes?.tell(new Map());
    await execute("alter table attempts add check (caller is null)");
  });

  it("to sign in are ten for an account and address, wherever they arrive", async () => {
    const { storages } = await threeNodes();
    const counters = storages.map(({ nodes }) => new SharedAttempts("sign-in of an account", 10, nodes));
    expect(await tryAt(counters, "192.0.2.7 ada@example.com", 8)).toMatchObject({ counted: 8 });
    const credentials = { email: "Ada@example.com", password: "a wrong password", address: "192.0.2.7" };
    const done = await Promise.allSettled(storages.map((storage) => createSignIn(storage)(credentials)));
    const codes = done.map((one) => one.status === "rejected" && one.reason.code);
    expect(codes.sort()).toEqual(["TOO_MANY_REQUESTS", "UNAUTHENTICATED", "UNAUTHENTICATED"]);
  });
});

it("attempts that other nodes' count refuses ask the database once, and may be made again when it said", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  const countAttempt = vi.fn(async (): Promise<number | undefined> => 30_000);
  const attempts = new SharedAttempts("test", 2, { countAttempt });
  for (let times = 0; times < 5; times += 1) {
    await expect(attempts.record("ada")).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS", retryAfter: 30 });
  }
  expect(countAttempt).toHaveBeenCalledOnce();
  countAttempt.mockResolvedValue(undefined);
  vi.setSystemTime(Date.now() + 29_000);
  await expect(attempts.record("ada")).rejects.toMatchObject({ retryAfter: 1 });
  vi.setSystemTime(Date.now() + 1_000);
  await attempts.record("ada");
  await attempts.record("ada");
  await expect(attempts.record("ada")).rejects.toMatchObject({ retryAfter: 60 });
});

it("attempts on SQLite, which has one node, are counted in the process", async () => {
  const subject = await openSqliteSubject();
  onTestFinished(() => subject.dispose());
  expect(subject.storage.nodes).toBeUndefined();
  expect(await tryAt([new SharedAttempts("test", 10)], "ada", 12)).toMatchObject({ counted: 10 });
});
