import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyExport } from "../../audit/verify-export.ts";
import type { ChangeRecord } from "../../storage/port.ts";
import { at, flagsOf, share } from "../../test-flags.ts";
import { ADMIN_TOKEN, startTestServer, type TestServer } from "../../test-server.ts";

let server: TestServer;
const flags = flagsOf(() => server);
const EVIL = '=HYPERLINK("https://evil.example";"x")';
beforeAll(async () => {
  server = await startTestServer();
  await flags.create("checkout", { name: EVIL });
  await flags.put("checkout", { ...share(5), reason: EVIL }, "*");
  await server.send("POST", `${at("checkout")}/kill`, { reason: 'too "slow",\nreally' });
  await server.send("POST", `${at("checkout", "staging")}/kill`);
  await server.send("POST", "/api/v1/projects", { key: "other", name: "Other" });
});
afterAll(() => server.close());

const CHANGES = "/api/v1/projects/default/export/changes";
const LOG = "/api/v1/audit/log";
const get = async (path: string) => {
  const response = await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } });
  return { status: response.status, headers: response.headers, text: await response.text() };
};
const linesOf = (text: string) => text.split("\n").filter((line) => line !== "");

describe("the whole log", () => {
  it("is exported oldest first, of all projects, and verifies", async () => {
    const { text, headers } = await get(LOG);
    expect(headers.get("content-type")).toBe("application/jsonl");
    expect(headers.get("content-disposition")).toBe('attachment; filename="switchyard-log.jsonl"');
    const lines = linesOf(text);
    const verdict = await verifyExport(lines);
    expect(verdict).toMatchObject({ intact: true, count: lines.length });
    expect(new Set(lines.map((line) => (JSON.parse(line) as ChangeRecord).projectId)).size).toBeGreaterThan(1);
    const since = linesOf((await get(`${LOG}?after=2`)).text);
    expect(since).toEqual(lines.slice(2));
    const second = JSON.parse(lines[1] ?? "") as ChangeRecord;
    expect(await verifyExport(since, { from: { id: 2, hash: second.hash } })).toMatchObject({ intact: true });
  });

  it("shows what was done to the database itself", async () => {
    const { default: BetterSqlite3 } = await import("better-sqlite3");
    const spoilt = await startTestServer();
    for (const flag of ["a", "b", "c"]) await spoilt.send("POST", "/api/v1/projects/default/flags", { key: flag });
    const sqlite = new BetterSqlite3(`${spoilt.folder}/switchyard.db`);
    sqlite.pragma("foreign_keys = off");
    const log = async () => {
      const response = await fetch(`${spoilt.url}${LOG}`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } });
      return verifyExport(linesOf(await response.text()));
    };
    expect(await log()).toMatchObject({ intact: true });
    sqlite.exec("update changes set actor_name = 'Eve' where id = 2");
    expect(await log()).toMatchObject({
      intact: false,
      line: 2,
      problem: "change 2 was edited: its hash does not match",
    });
    sqlite.exec("delete from changes where id = 2");
    expect(await log()).toMatchObject({ intact: false, line: 2, problem: "expected change 2, found change 3" });
    sqlite.close();
    await spoilt.close();
  });
});

describe("a project's changes", () => {
  it("are exported newest first, as the history has them, with the filters it has", async () => {
    const { body } = await server.send<{ changes: object[] }>("GET", "/api/v1/projects/default/changes?limit=200");
    const exported = linesOf((await get(CHANGES)).text).map((line) => JSON.parse(line) as object);
    expect(exported).toMatchObject(body.changes);
    const of = async (query: string) =>
      linesOf((await get(`${CHANGES}?${query}`)).text).map((line) => (JSON.parse(line) as { action: string }).action);
    expect(await of("environment=staging&action=flag.killed")).toEqual(["flag.killed"]);
    expect(await of("action=flag.killed")).toEqual(["flag.killed", "flag.killed"]);
    expect(await of("flag=checkout&actor=admin-token")).toHaveLength(4);
    expect(await of("flag=nothing")).toEqual([]);
    expect(await of("to=0")).toEqual([]);
    expect(await of("from=0&action=flag.killed")).toEqual(["flag.killed", "flag.killed"]);
  });

  it("are a table in CSV, in which nothing is a formula", async () => {
    const { text, headers } = await get(`${CHANGES}?format=csv&environment=production`);
    expect(headers.get("content-type")).toBe("text/csv; charset=utf-8");
    const [head, killed, configured] = text.split("\r\n");
    expect(head).toBe(
      "id,time,action,environment,flag,segment,actor,actor kind,actor id,reason,before,after,versions,hash",
    );
    expect(killed).toContain(
      ',flag.killed,production,checkout,,admin token,token,admin-token,"too ""slow"",\nreally",',
    );
    expect(configured).toContain(`,"'=HYPERLINK(""https://evil.example"";""x"")",`);
    expect(text).not.toMatch(/(^|,)"?[=+@-]/m);
  });

  it.each([
    [`${CHANGES}?format=xml`, 400],
    [`${CHANGES}?limit=5`, 400],
    [`${CHANGES}?environment=nowhere`, 404],
    ["/api/v1/projects/nowhere/export/changes", 404],
    [`${LOG}?after=x`, 400],
  ])("%s is refused with %i", async (path, status) => expect((await get(path)).status).toBe(status));

  it("of any length are read as fast as they are taken: whoever stops to read ends it", async () => {
    const reads: number[] = [];
    const original = server.storage.changes;
    const spied = {
      ...server.storage,
      changes: (filter: { before?: number }) => {
        reads.push(filter.before ?? 0);
        return original(filter as never);
      },
    };
    const { filteredLog } = await import("../../audit/export-log.ts");
    const { streamOf } = await import("../../audit/stream.ts");
    const [project] = await server.storage.projects();
    async function* endless() {
      for (;;)
        for await (const record of filteredLog(spied as never, { projectId: project?.id ?? "" }))
          yield `${record.id}\n`;
    }
    const reader = streamOf(endless()).getReader();
    await reader.read();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(reads.length).toBeLessThan(3);
    await reader.cancel();
    expect(reads.length).toBeLessThan(3);
  });
});
