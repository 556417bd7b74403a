import { z } from "zod";
import { type Window, withReport } from "../reported-window.ts";
import { BROWSER_KNOWN_MS, type BrowserReport, MAX_KNOWN_BROWSERS } from "../rollouts.ts";
import type { Connection } from "./database.ts";

const FORGOTTEN_AT_ONCE = 5_000;
/** Of the statement: a clock that goes on within it would go down no index. */
const NOW = "(extract(epoch from statement_timestamp()) * 1000)::bigint";

const row = z.object({
  rolloutId: z.string(),
  browser: z.string(),
  seq: z.coerce.number(),
  before: z.coerce.number(),
});

const nameOf = ({ rolloutId, browser }: Omit<BrowserReport, "seq">) => `${rolloutId} ${browser}`;

/** Statements of plain SQL: many rows at once by `unnest`, which drizzle has no words for. Each is prepared by its name. */
export function createGuardBrowsers({ $client: client }: Pick<Connection, "$client">) {
  const run = (name: string, text: string, values: unknown[]) =>
    client.query({ name: `switchyard_guard_browsers_${name}`, text, values });

  return {
    /** Within a transaction. Rows are locked in one order, so that two nodes never wait for each other. */
    async count(reports: readonly BrowserReport[]): Promise<boolean[]> {
      const named = new Map(reports.map((report) => [nameOf(report), report]));
      const { rows } = await run(
        "hold",
        `insert into guard_browsers (rollout_id, browser, seq, "before", seen_at)
         select rollout_id, browser, 0, 0, ${NOW} from unnest($1::text[], $2::text[]) as heard (rollout_id, browser)
         order by rollout_id, browser
         on conflict (rollout_id, browser) do update set seen_at = excluded.seen_at
         returning rollout_id as "rolloutId", browser, seq, "before"`,
        [[...named.values()].map(({ rolloutId }) => rolloutId), [...named.values()].map(({ browser }) => browser)],
      );
      const windows = new Map<string, Window>();
      for (const read of rows) {
        const { seq, before, ...browser } = row.parse(read);
        windows.set(nameOf(browser), { seq, before });
      }
      const counted = new Map<string, BrowserReport & Window>();
      const isNew = reports.map((report) => {
        const name = nameOf(report);
        const window = windows.get(name);
        const next = window && withReport(window, report.seq);
        if (!next) return false;
        windows.set(name, next);
        counted.set(name, { ...report, ...next });
        return true;
      });
      const parts = [...counted.values()];
      await run(
        "write",
        `update guard_browsers as known set seq = new.seq, "before" = new.before
         from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) as new (rollout_id, browser, seq, before)
         where known.rollout_id = new.rollout_id and known.browser = new.browser`,
        [
          parts.map(({ rolloutId }) => rolloutId),
          parts.map(({ browser }) => browser),
          parts.map(({ seq }) => seq),
          parts.map(({ before }) => before),
        ],
      );
      return isNew;
    },

    /** Passes over those that another node holds, and never waits for it. */
    async forget({ knownMs, most } = { knownMs: BROWSER_KNOWN_MS, most: MAX_KNOWN_BROWSERS }): Promise<boolean> {
      const { rowCount } = await run(
        "forget",
        `delete from guard_browsers where (rollout_id, browser) in (
           select rollout_id, browser from guard_browsers
           where seen_at < coalesce(
             (select seen_at + 1 from guard_browsers where seen_at >= ${NOW} - $1::bigint
              order by seen_at desc offset $2::bigint limit 1),
             ${NOW} - $1::bigint)
           limit ${FORGOTTEN_AT_ONCE} for update skip locked)`,
        [knownMs, most],
      );
      return (rowCount ?? 0) < FORGOTTEN_AT_ONCE;
    },
  };
}
