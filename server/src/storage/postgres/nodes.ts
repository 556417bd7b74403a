import type { JsonValue } from "@switchyard/core";
import type { PoolClient } from "pg";
import { z } from "zod";
import { type Claim, MAX_MESSAGE_BYTES, type Told } from "../nodes.ts";
import { type Window, withReport } from "../reported-window.ts";

/** What other nodes are told here is lost when nobody listens. */
export const NODES_CHANNEL = "switchyard_nodes";

/** Longer than anybody asks for a node that is silent. */
const FORGET_NODE_MS = 10 * 60_000;
/** Longer than an SDK keeps a report to send it again. */
const FORGET_REPORTER_MS = 60 * 60_000;

/** Longer than attempts are counted for. */
const FORGET_ATTEMPT_MS = 2 * 60_000;

const NOW = "(extract(epoch from clock_timestamp()) * 1000)::bigint";

const toldRow = z.object({
  nodeId: z.string(),
  summary: z.string(),
  age: z.coerce.number(),
  silence: z.coerce.number(),
});

const windowRow = z.object({
  id: z.string(),
  seq: z.coerce.number(),
  before: z.coerce.number(),
  attempt: z.string(),
});

/** Statements of plain SQL: many rows at once by `unnest`, which drizzle has no words for. Each is prepared by its name. */
export function createNodeRows(client: PoolClient) {
  const run = (name: string, text: string, values: unknown[] = []) =>
    client.query({ name: `switchyard_nodes_${name}`, text, values });

  return {
    /** Within a transaction. Nothing of it is worth waiting for the disk. */
    async tell(nodeId: string, told: ReadonlyMap<string, string | null>): Promise<void> {
      await client.query("set local synchronous_commit = off");
      await run(
        "alive",
        `insert into nodes (id, seen_at) values ($1, ${NOW}) on conflict (id) do update set seen_at = excluded.seen_at`,
        [nodeId],
      );
      const summaries = [...told].filter((part): part is [string, string] => part[1] !== null);
      if (summaries.length > 0) {
        await run(
          "tell",
          `insert into presence (node_id, environment_id, told_at, summary)
           select $1, environment_id, ${NOW}, summary from unnest($2::text[], $3::text[]) as told (environment_id, summary)
           on conflict (environment_id, node_id) do update set told_at = excluded.told_at, summary = excluded.summary`,
          [nodeId, summaries.map(([id]) => id), summaries.map(([, summary]) => summary)],
        );
      }
      const ended = [...told].flatMap(([id, summary]) => (summary === null ? id : []));
      if (ended.length > 0) {
        await run("untell", "delete from presence where node_id = $1 and environment_id = any($2)", [nodeId, ended]);
      }
    },

    leave: (nodeId: string) => run("leave", "delete from nodes where id = $1", [nodeId]),

    async told(environmentId: string, exceptNodeId: string): Promise<Told[]> {
      const { rows } = await run(
        "told",
        `select node_id as "nodeId", summary, ${NOW} - told_at as age, ${NOW} - seen_at as silence
         from presence join nodes on nodes.id = node_id
         where environment_id = $1 and node_id <> $2`,
        [environmentId, exceptNodeId],
      );
      return rows.map((row) => toldRow.parse(row));
    },

    /** Within a transaction. Rows are locked in one order, so that two nodes never wait for each other. */
    async claim(reports: readonly Claim[], attempt: string): Promise<boolean[]> {
      const ids = [...new Set(reports.map(({ reporter }) => reporter))].sort();
      await run(
        "reporters_new",
        `insert into reporters (id, seq, "before", attempt, seen_at)
         select id, 0, 0, '', ${NOW} from unnest($1::text[]) as new (id) order by id on conflict do nothing`,
        [ids],
      );
      const { rows } = await run(
        "reporters",
        `select id, seq, "before", attempt from reporters where id = any($1) order by id for update`,
        [ids],
      );
      const windows = new Map<string, Window & { attempt: string }>();
      /** Those that this very attempt has written before. */
      const done = new Set<string>();
      for (const row of rows) {
        const { id, ...window } = windowRow.parse(row);
        windows.set(id, window);
        if (window.attempt === attempt) done.add(id);
      }
      const claimed = reports.map(({ reporter, seq }) => {
        const window = windows.get(reporter);
        const next = window && withReport(window, seq);
        if (next) windows.set(reporter, { ...next, attempt });
        return next !== undefined || done.has(reporter);
      });
      const written = [...windows].filter(([, window]) => window.attempt === attempt);
      await run(
        "reporters_write",
        `update reporters set seq = new.seq, "before" = new.before, attempt = $4, seen_at = ${NOW}
         from unnest($1::text[], $2::bigint[], $3::bigint[]) as new (id, seq, before) where reporters.id = new.id`,
        [
          written.map(([id]) => id),
          written.map(([, { seq }]) => seq),
          written.map(([, { before }]) => before),
          attempt,
        ],
      );
      return claimed;
    },

    /** Within a transaction. Of several at once for the same caller one waits for the other, and counts it. */
    async countAttempt(caller: string, limit: number, windowMs: number): Promise<number | undefined> {
      await client.query("set local synchronous_commit = off");
      const recent = "from unnest(known.times) as tried where tried > excluded.seen_at - $3::bigint";
      const { rowCount } = await run(
        "attempt",
        `insert into attempts as known (caller, times, seen_at)
         select $1, array[now], now from (select ${NOW} as now) as clock
         on conflict (caller) do update
         set times = array(select tried ${recent} order by tried) || excluded.times, seen_at = excluded.seen_at
         where (select count(*) ${recent}) < $2::bigint`,
        [caller, limit, windowMs],
      );
      if (rowCount) return undefined;
      const { rows } = await run(
        "attempt_wait",
        `select min(tried) + $2::bigint - ${NOW} as wait from attempts, unnest(times) as tried
         where caller = $1 and tried > ${NOW} - $2::bigint`,
        [caller, windowMs],
      );
      return Math.max(0, Number(rows[0]?.wait ?? 0));
    },

    /** Nodes, reporters and attempts that nobody asks for any more. */
    async forget(): Promise<void> {
      await run("forget", `delete from nodes where seen_at < ${NOW} - $1`, [FORGET_NODE_MS]);
      await run(
        "forget_reporters",
        `delete from reporters where id in (select id from reporters where seen_at < ${NOW} - $1 limit 10000)`,
        [FORGET_REPORTER_MS],
      );
      await run(
        "forget_attempts",
        `delete from attempts where caller in (select caller from attempts where seen_at < ${NOW} - $1 limit 10000)`,
        [FORGET_ATTEMPT_MS],
      );
    },

    async send(nodeId: string, message: JsonValue): Promise<void> {
      const text = JSON.stringify(message);
      const bytes = Buffer.byteLength(text);
      if (bytes > MAX_MESSAGE_BYTES) {
        throw new RangeError(`a message to other nodes may have ${MAX_MESSAGE_BYTES} bytes, received ${bytes}`);
      }
      await run("send", "select pg_notify($1, $2)", [NODES_CHANNEL, `{"node":"${nodeId}","message":${text}}`]);
    },
  };
}
