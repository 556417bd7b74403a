import pg from "pg";
import { expect, onTestFinished, test, vi } from "vitest";
import { AUTHOR, must, newFlag, verifyLog, wholeLog } from "../conformance/actions.case.ts";
import { readLocation } from "./location.ts";
import { createPostgresStorage } from "./postgres-storage.ts";

/** What changes that share a transaction must not notice of each other. */
export function groupedChangeCases(createDatabase: () => Promise<string>): void {
  /** However slow the machine is, what waits goes together. */
  async function given() {
    const url = await createDatabase();
    const ignore = () => {};
    const options = { onDamage: ignore, onListenerError: ignore, groupMs: 60_000 };
    const storage = createPostgresStorage({ ...readLocation(url), ...options });
    onTestFinished(() => storage.close());
    await storage.prepare();
    const project = must(await storage.project("default"));
    return { url, storage, project, production: must(await storage.environment(project.id, "production")) };
  }

  test("changes that come at once share a turn; what fails, what breaks a rule and what changes nothing is alone with it", async () => {
    const { storage, project, production } = await given();
    const heard: number[] = [];
    storage.onCommit((hints) => heard.push(...hints.map(({ version }) => version)));
    const said = vi.spyOn(pg.Client.prototype, "query");
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_, n) =>
        storage.change(AUTHOR, async (tx) => {
          // Of those that share a key the first has it.
          await tx.insertFlag(newFlag(project, `flag-${n % 4 === 1 ? 1 : n}`));
          if (n % 4 === 2) throw new Error(`number ${n} thinks better of it`);
          if (n % 4 === 3) return { result: n };
          const affects = [{ environmentId: production.id }];
          return {
            result: n,
            change: { action: "flag.created", projectId: project.id, before: null, after: n, affects },
          };
        }),
      ),
    );
    const turns = said.mock.calls.filter(([asked]) => (asked as { name?: string }).name === "switchyard_turn").length;
    said.mockRestore();
    const told = outcomes.map((outcome) =>
      outcome.status === "fulfilled" ? (outcome.value.change ? "written" : "nothing") : outcome.reason.message,
    );
    const taken = expect.stringMatching(/^UNIQUE constraint failed: flags/);
    expect(told).toEqual(
      Array.from({ length: 40 }, (_, n) => {
        if (n % 4 === 0 || n === 1) return "written";
        return n % 4 === 1 ? taken : n % 4 === 2 ? `number ${n} thinks better of it` : "nothing";
      }),
    );
    const written = [0, 1, 4, 8, 12, 16, 20, 24, 28, 32, 36];
    const log = (await wholeLog(storage)).filter(({ action }) => action === "flag.created");
    expect(log.map(({ after }) => after)).toEqual(written);
    expect(log.map(({ versions }) => versions[production.id])).toEqual(written.map((_, n) => n + 1));
    expect(heard).toEqual(written.map((_, n) => n + 1));
    expect(await verifyLog(storage)).toMatchObject({ intact: true });
    expect((await storage.flags(project.id)).map(({ key }) => key).sort()).toEqual(
      written.map((n) => `flag-${n}`).sort(),
    );
    // Whoever comes first and fails, or changes nothing, ends its transaction: here nobody does.
    expect(turns).toBe(1);
  });

  test("when the connection is lost in the middle, none of those that shared it is written, and all are told", async () => {
    const { url, storage, project, production } = await given();
    const other = new pg.Client(url);
    await other.connect();
    onTestFinished(() => other.end());
    const lose =
      "select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction' and datname = current_database()";
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, (_, n) =>
        storage.change(AUTHOR, async (tx) => {
          await tx.insertFlag(newFlag(project, `flag-${n}`));
          if (n === 3) await other.query(lose);
          const affects = [{ environmentId: production.id }];
          return {
            result: n,
            change: { action: "flag.created", projectId: project.id, before: null, after: n, affects },
          };
        }),
      ),
    );
    const codes = outcomes.map((outcome) => (outcome.status === "rejected" ? outcome.reason.code : "written"));
    // Those before the one that lost it were not committed; the one after it found another connection.
    expect(codes).toEqual([...Array.from({ length: 4 }, () => "unavailable"), "written"]);
    expect((await storage.flags(project.id)).map(({ key }) => key)).toEqual(["flag-4"]);
    expect(must(await storage.environment(project.id, production.key)).version).toBe(1);
  });
}
