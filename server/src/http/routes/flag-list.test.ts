import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at, FLAGS, flagsOf, share } from "../../test-flags.ts";
import { startTestServer, type TestServer } from "../../test-server.ts";

interface List {
  flags: { key: string; environments: Record<string, { killed?: object }> }[];
  total: number;
  next: number | null;
}

let server: TestServer;
const { create, put } = flagsOf(() => server);

const list = async (query: Record<string, string>) =>
  (await server.send<List>("GET", `${FLAGS}?${new URLSearchParams(query)}`)).body;
const keys = async (search: string, more: Record<string, string> = {}) =>
  (await list({ search, ...more })).flags.map(({ key }) => key);

function sql(statement: string): void {
  const database = new Database(join(server.folder, "switchyard.db"));
  database.exec(statement);
  database.close();
}

beforeAll(async () => {
  server = await startTestServer();
  await create("search-v2", { description: "Follows the new checkout" });
  await create("new-checkout", { name: "Neue Größe", tags: ["shop", "two words"], owner: "Payments" });
  await create("banner", {
    type: "string",
    variants: [
      { key: "a", value: "a" },
      { key: "b", value: "b" },
    ],
  });
  await create("old-checkout", { tags: ["shop"] });
  await server.send("DELETE", `${FLAGS}/old-checkout`);
  await put("new-checkout", share(25), "*");
  await put("search-v2", share(100), "*", "staging");
  await server.send("POST", `${at("banner")}/kill`, {});
});
afterAll(() => server.close());

describe("the list of flags", () => {
  it("finds flags in which every word occurs, those named so first", async () => {
    expect(await keys("")).toEqual(["banner", "new-checkout", "search-v2"]);
    expect(await keys("checkout new")).toEqual(["new-checkout", "search-v2"]);
    expect(await keys('"new checkout"')).toEqual(["search-v2"]);
    expect(await keys("SHOP")).toEqual(["new-checkout"]);
    expect(await keys("grosse")).toEqual(["new-checkout"]);
    expect(await keys("nothing")).toEqual([]);
    expect(await keys("checkout", { archived: "true" })).toEqual(["old-checkout"]);
    expect(await keys("shop", { archived: "all" })).toEqual(["new-checkout", "old-checkout"]);
  });

  it("finds flags by what they are and what they do where", async () => {
    expect(await keys("type:string")).toEqual(["banner"]);
    expect(await keys('tag:"two words" owner:payments')).toEqual(["new-checkout"]);
    expect(await keys("state:on")).toEqual(["new-checkout", "search-v2"]);
    expect(await keys("state:on env:production")).toEqual(["new-checkout"]);
    expect(await keys("state:on env:prod")).toEqual(["new-checkout"]);
    expect(await keys("state:ramping")).toEqual(["new-checkout"]);
    expect(await keys("env:production state:off")).toEqual(["search-v2"]);
    expect(await keys("-state:on")).toEqual(["banner"]);
    expect(await keys("checkout -search -tag:moon")).toEqual(["new-checkout"]);
    expect(await keys("state:killed state:ramping")).toEqual(["banner", "new-checkout"]);
    expect(await keys("stage:new")).toHaveLength(3);
    expect(await keys("stage:stale")).toEqual([]);
    await server.send("PATCH", `${FLAGS}/banner`, {
      lifetime: { kind: "temporary", expectedRemoval: "2020-01-31" },
    });
    expect(await keys("stage:stale")).toEqual(["banner"]);
  });

  it("sees a change at once, whoever made it", async () => {
    await create("late");
    expect(await keys("late")).toEqual(["late"]);
    await server.send("PATCH", `${FLAGS}/late`, { name: "Other", tags: ["x"] });
    expect(await keys("other tag:x")).toEqual(["late"]);
    await server.send("POST", "/api/v1/projects/default/environments", { key: "lab" });
    expect(await keys("env:lab state:off other")).toEqual(["late"]);
    await server.send("DELETE", `${FLAGS}/late`);
    expect(await keys("other")).toEqual([]);
  });

  it("comes in pages and in order", async () => {
    const first = await list({ limit: "2" });
    expect(first).toMatchObject({ total: 3, next: 2, flags: [{ key: "banner" }, { key: "new-checkout" }] });
    expect(await list({ limit: "2", page: "2" })).toMatchObject({
      total: 3,
      next: null,
      flags: [{ key: "search-v2" }],
    });
    expect(await list({ limit: "2", page: "9" })).toMatchObject({ total: 3, next: null, flags: [] });
    expect(await keys("", { sort: "-key" })).toEqual(["search-v2", "new-checkout", "banner"]);
    expect((await keys("", { sort: "-updated" }))[0]).toBe("banner");
    expect((await keys("", { sort: "created" }))[0]).toBe("search-v2");
  });

  it.each([
    [{ search: "flavour:x state:asleep" }, "There is no flavour: to search by"],
    [{ search: "env:moon" }, 'There is no environment "moon", only development, staging, production'],
    [{ search: "owner:me" }, "owner:me is for people who are signed in"],
    [{ search: "x".repeat(501) }, "search must have at most 500"],
    [{ limit: "501" }, 'limit must be at most 500, received "501"'],
    [{ page: "0" }, 'page must be at least 1, received "0"'],
    [{ sort: "size" }, "sort must be one of"],
  ])("refuses %j", async (query, message) => {
    const { status, body } = await server.send(
      "GET",
      `${FLAGS}?${new URLSearchParams(query as Record<string, string>)}`,
    );
    expect({ status, code: body.error.code }).toEqual({ status: 400, code: "INVALID_REQUEST" });
    expect(body.error.message).toContain(message);
  });

  it("names each part of a search that it does not understand", async () => {
    const { body } = await server.send("GET", `${FLAGS}?search=${encodeURIComponent("a state:x b env:moon")}`);
    expect(body.error.details?.problems).toMatchObject([{ part: "state:x" }, { part: "env:moon" }]);
  });

  it("leaves out a flag whose row was damaged since, and shows the others as they are now", async () => {
    sql("UPDATE flags SET variants = '{' WHERE key = 'search-v2'");
    expect(await keys("checkout")).toEqual(["new-checkout"]);
  });
});
