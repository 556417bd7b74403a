import { getEventListeners } from "node:events";
import pg from "pg";
import { expect, onTestFinished, test, vi } from "vitest";
import { readLocation } from "./location.ts";
import { createPostgresStorage } from "./postgres-storage.ts";

/** How a node listens to the others. */
export function hintCases(createDatabase: () => Promise<string>): void {
  test("a connection that is lost is made again, and leaves nothing behind", async () => {
    const url = await createDatabase();
    const signals = new Set<EventTarget>();
    const add = EventTarget.prototype.addEventListener;
    const spy = vi.spyOn(AbortSignal.prototype, "addEventListener").mockImplementation(function (
      this: EventTarget,
      ...args: Parameters<typeof add>
    ) {
      signals.add(this);
      return add.apply(this, args);
    });
    onTestFinished(() => spy.mockRestore());
    const ignore = () => {};
    const storage = createPostgresStorage({ ...readLocation(url), onDamage: ignore, onListenerError: ignore });
    onTestFinished(() => storage.close());
    const other = new pg.Client(url);
    await other.connect();
    onTestFinished(() => other.end());
    const listening = async () => {
      const { rows } = await other.query(
        "select pid from pg_stat_activity where datname = current_database() and query like 'listen %' and state = 'idle'",
      );
      return rows.map(({ pid }) => Number(pid));
    };
    await storage.prepare();
    await expect.poll(listening).toHaveLength(1);
    const [lost] = await listening();
    await other.query("select pg_terminate_backend($1)", [lost]);
    await expect
      .poll(async () => (await listening()).filter((pid) => pid !== lost), { timeout: 10_000 })
      .toHaveLength(1);
    const left = [...signals].map((signal) => getEventListeners(signal, "abort").length);
    expect(left.length).toBeGreaterThan(0);
    expect(Math.max(...left)).toBe(1);
  });
}
