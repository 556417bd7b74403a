import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { openStorage } from "@switchyard/server/src/storage/open.ts";
import type { Storage } from "@switchyard/server/src/storage/port.ts";
import { startPostgres } from "@switchyard/server/src/storage/postgres/server.case.ts";
import pg from "pg";
import { change, type Place, prepare } from "./storage-change.ts";

// Durable changes a second, one after another and many at once, as a share of the cheapest way to make anything durable.
//
// Method: after a warm-up, short rounds of both in turn, in one process and on one disk, so that a noisy machine disturbs both
// alike; the median of the rounds' ratios. A change is the whole write path of a flag's configuration. Beside SQLite, what the
// disk itself can do: a loop of a 4 KiB write and an fdatasync over a file that has its size already. Beside PostgreSQL,
// a bare commit: a loop of one prepared insert of a row of 1 KB by itself, on one connection of the same server (fsync and
// synchronous_commit on).

const ROUNDS = 41;
const WARM_UP = 20;
const PER_ROUND = 64;
/** Changes that are under way at once: as many people, or one person's script. */
const WRITERS = 64;
const BLOCK = Buffer.alloc(4096, 1);
const BLOCKS = 4096;

const parts: Record<string, () => Promise<void>> = { sqlite, postgres };

/** Both, or one: `npm run bench -- storage:postgres`. */
export async function run(wanted?: string): Promise<void> {
  for (const [name, part] of Object.entries(parts)) if (wanted === undefined || wanted === name) await part();
}

async function sqlite(): Promise<void> {
  const folder = mkdtempSync(join(process.env.BENCH_FOLDER ?? tmpdir(), "switchyard-bench-storage-"));
  const raw = openSync(join(folder, "raw"), "w");
  for (let block = 0; block < BLOCKS; block++) writeSync(raw, BLOCK);
  fdatasyncSync(raw);
  let block = 0;
  try {
    await measure("SQLite", "write + fdatasync", `file:${join(folder, "switchyard.db")}`, async () => {
      for (let n = 0; n < PER_ROUND; n++) {
        writeSync(raw, BLOCK, 0, BLOCK.length, (block++ % BLOCKS) * BLOCK.length);
        fdatasyncSync(raw);
      }
    });
  } finally {
    closeSync(raw);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function postgres(): Promise<void> {
  const server = await startPostgres([]);
  try {
    for (const name of ["switchyard", "bare"]) await server.createDatabase(name);
    const client = new pg.Client(server.url("bare"));
    // What ends the measurement early ends the server, too, and must not be hidden by that.
    client.on("error", () => {});
    await client.connect();
    await client.query("create table rows (id bigserial primary key, text text not null)");
    const insert = { name: "insert", text: "insert into rows (text) values ($1)", values: ["x".repeat(1_000)] };
    await measure("PostgreSQL", "bare commits", server.url("switchyard"), async () => {
      for (let n = 0; n < PER_ROUND; n++) await client.query(insert);
    });
    await client.end();
  } finally {
    await server.remove();
  }
}

async function measure(database: string, baseline: string, url: string, cheapest: () => Promise<void>): Promise<void> {
  const storage = await openStorage(url);
  try {
    const place = await prepare(storage);
    await change(storage, place, WARM_UP * PER_ROUND);
    const alone: Round[] = [];
    const together: Round[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const least = perSecond(await timed(cheapest));
      alone.push({ least, changes: perSecond(await timed(() => change(storage, place, PER_ROUND))) });
      together.push({ least, changes: perSecond(await timed(() => changeTogether(storage, place))) });
    }
    print(`${database}, one after another`, baseline, alone);
    print(`${database}, ${WRITERS} at once`, baseline, together);
  } finally {
    await storage.close();
  }
}

const changeTogether = async (storage: Storage, place: Place) =>
  void (await Promise.all(Array.from({ length: WRITERS }, () => change(storage, place, PER_ROUND / WRITERS))));

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const perSecond = (milliseconds: number) => (PER_ROUND * 1000) / milliseconds;

function quantile(values: number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;
}

const median = (values: number[]) => quantile(values, 0.5);

interface Round {
  changes: number;
  /** Of the baseline. */
  least: number;
}

function print(how: string, baseline: string, rounds: Round[]): void {
  const ratios = rounds.map(({ changes, least }) => changes / least);
  const rate = (values: number[]) => `${Math.round(median(values))}/s`;
  console.log(
    `${how}: durable changes ${rate(rounds.map(({ changes }) => changes))}, ` +
      `${baseline} ${rate(rounds.map(({ least }) => least))}, ` +
      `ratio ${median(ratios).toFixed(2)} (quartiles ${quantile(ratios, 0.25).toFixed(2)} to ${quantile(ratios, 0.75).toFixed(2)})`,
  );
}
