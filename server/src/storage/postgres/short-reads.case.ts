import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { must } from "../conformance/actions.case.ts";
import { openStorage } from "../open.ts";

/** What stands on the way to a write gives up when a write would; what reads everything is given its time. */
export function shortReadCases(createDatabase: () => Promise<string>): void {
  test("a read that writes wait for is given up while a list still waits, and the next one finds a connection", async () => {
    const url = await createDatabase();
    const storage = await openStorage(url);
    onTestFinished(() => storage.close());
    const project = must(await storage.project("default"));
    const other = new pg.Client(url);
    await other.connect();
    onTestFinished(() => other.end());

    await other.query("begin; lock table projects, flags in access exclusive mode");
    const list = storage.flags(project.id);
    const first = await Promise.race([
      list.then(() => "list"),
      storage.project("default").catch((error: unknown) => error),
    ]);
    await other.query("commit");

    expect(first).toMatchObject({ code: "unavailable", message: expect.stringContaining("it does not answer") });
    expect(await list).toEqual([]);
    expect(await storage.project("default")).toEqual(project);
  });
}
