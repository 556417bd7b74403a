import pg from "pg";
import { expect, test, vi } from "vitest";
import { openStorage } from "../open.ts";
import { everyStatement } from "../previous-release/every-statement.case.ts";

/** Tables that are as long as people make them, not as long as time does; the planner may well read all of one. */
const SHORT = /^(meta|projects|environments|leases|nodes|presence|users|sessions|saved_views|keys)$/;
/** Reads the whole of a project or an environment, which is what it is for. */
const WHOLE = /^(flags|configurations|segments)$/;

interface Plan {
  "Node Type": string;
  "Relation Name"?: string;
  Plans?: Plan[];
}

/** @param createDatabase gives the URL of a database with this server's tables and nothing in them */
export function queryPlanCases(createDatabase: () => Promise<string>): void {
  test("every statement of the port can go down an index of what grows with time", async () => {
    const url = await createDatabase();
    const storage = await openStorage(url);
    const said = new Map<string, unknown[]>();
    const query = vi.spyOn(pg.Client.prototype, "query");
    await everyStatement(storage);
    await storage.rolloutStore.addBrowsers([{ rolloutId: "r", browser: "b", seq: 1 }], () => []);
    await storage.rolloutStore.forgetBrowsers();
    for (const [config, values] of query.mock.calls as unknown as [{ text?: string } | string, unknown[]?][]) {
      const text = typeof config === "string" ? config : (config.text ?? "");
      const given = Array.isArray(values) ? values : (config as { values?: unknown[] }).values;
      // Several statements may go together where they have no values.
      for (const statement of given ? [text] : text.split(";").map((part) => part.trim())) {
        if (/^(select|with|update|delete|\()/i.test(statement) && !/pg_notify/.test(statement))
          said.set(statement, given ?? []);
      }
    }
    query.mockRestore();
    await storage.close();
    expect(said.size).toBeGreaterThan(60);

    const client = new pg.Client(url);
    await client.connect();
    // Tables are empty here: what the planner takes where it may choose says nothing. Whether it has a choice does.
    await client.query("set enable_seqscan = off");
    const slow: string[] = [];
    for (const [text, values] of said) {
      const { rows } = await client.query(`explain (format json) ${text}`, values);
      for (const { "Node Type": type, "Relation Name": table = "" } of nodesOf(rows[0]["QUERY PLAN"][0].Plan)) {
        if (type === "Seq Scan" && !SHORT.test(table) && !WHOLE.test(table)) slow.push(`${table}: ${text}`);
      }
    }
    await client.end();
    expect(slow).toEqual([]);
  });
}

function nodesOf(plan: Plan): Plan[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}
