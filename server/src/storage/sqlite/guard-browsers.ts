import { guardBrowsers } from "@switchyard/migrations/sqlite";
import { and, desc, eq, gte, lt, sql } from "drizzle-orm";
import { everyColumn, excluded } from "../columns.ts";
import { withReport } from "../reported-window.ts";
import { BROWSER_KNOWN_MS, type BrowserReport, MAX_KNOWN_BROWSERS } from "../rollouts.ts";
import type { Connection } from "./database.ts";

const FORGOTTEN_AT_ONCE = 1_000;

export function createGuardBrowsers(db: Connection) {
  const { rolloutId, browser, seq, before, seenAt } = guardBrowsers;
  const known = db
    .select({ seq, before })
    .from(guardBrowsers)
    .where(and(eq(rolloutId, sql.placeholder("rolloutId")), eq(browser, sql.placeholder("browser"))))
    .prepare();
  const put = db
    .insert(guardBrowsers)
    .values(everyColumn(guardBrowsers))
    .onConflictDoUpdate({ target: [rolloutId, browser], set: excluded(guardBrowsers, "rolloutId", "browser") })
    .prepare();
  const since = sql.placeholder("since");
  /** Beyond as many as may be known. */
  const beyond = db
    .select({ seenAt })
    .from(guardBrowsers)
    .where(gte(seenAt, since))
    .orderBy(desc(seenAt))
    .limit(1)
    .offset(sql.placeholder("most"));
  const forgotten = db
    .select({ rowid: sql`rowid` })
    .from(guardBrowsers)
    .where(lt(seenAt, sql`coalesce((${beyond}) + 1, ${since})`))
    .limit(FORGOTTEN_AT_ONCE);
  const forget = db.delete(guardBrowsers).where(sql`rowid in ${forgotten}`).prepare();

  return {
    /** Within a transaction. */
    count: (reports: readonly BrowserReport[]): boolean[] =>
      reports.map((report) => {
        const next = withReport(known.get({ ...report }) ?? { seq: 0, before: 0 }, report.seq);
        if (next) put.run({ ...report, ...next, seenAt: Date.now() });
        return next !== undefined;
      }),

    forget: ({ knownMs, most } = { knownMs: BROWSER_KNOWN_MS, most: MAX_KNOWN_BROWSERS }): boolean =>
      forget.run({ since: Date.now() - knownMs, most }).changes < FORGOTTEN_AT_ONCE,
  };
}
