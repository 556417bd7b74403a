import { readdirSync, readFileSync } from "node:fs";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { must, verifyLog } from "../conformance/actions.case.ts";
import { openStorage } from "../open.ts";

// Nodes of the release before run on while the tables are already the new ones. What such a node says was recorded at its
// commit (record.case.ts): said to the new tables it must get the same answers, and this server must read what came of it.

interface Said {
  text: string;
  values?: unknown[];
  rowMode?: "array";
  rows: unknown[];
}

const folder = new URL("./", import.meta.url);
const releases = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));

/** @param createDatabase gives the URL of a database with this server's tables and nothing in them */
export function previousReleaseCases(createDatabase: () => Promise<string>): void {
  test.each(releases)("%s goes on working on these tables", async (name) => {
    const [head = "", ...lines] = readFileSync(new URL(name, folder), "utf8").trim().split("\n");
    const url = await createDatabase();
    const client = new pg.Client(url);
    await client.connect();
    await client.query("insert into meta (name, value) values ('epoch', $1)", [JSON.parse(head).epoch]);
    for (const line of lines) {
      const { rows, ...query }: Said = JSON.parse(line);
      const answer = await client.query(query).catch((error: Error) => ({ rows: [`${error.message}: ${query.text}`] }));
      expect(answer.rows).toEqual(rows);
    }
    await client.end();

    const damage: string[] = [];
    const storage = await openStorage(url, { onDamage: (message) => damage.push(message) });
    onTestFinished(() => storage.close());
    const project = must(await storage.project("default"));
    const production = must(await storage.environment(project.id, "production"));
    const ruleset = await storage.ruleset(production.id);
    expect(ruleset.flags.map(({ key, killed }) => ({ key, killed }))).toEqual([
      { key: "first", killed: true },
      { key: "second", killed: undefined },
    ]);
    expect(ruleset.segments.map(({ key }) => key)).toEqual(["beta"]);
    expect(await verifyLog(storage)).toMatchObject({ intact: true, count: 10 });
    expect(damage).toEqual([]);
  });
}
