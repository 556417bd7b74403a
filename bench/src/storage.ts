import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { openStorage } from "@switchyard/server/src/storage/open.ts";
import type { Storage } from "@switchyard/server/src/storage/port.ts";
import { startPostgres } from "@switchyard/server/src/storage/postgres/server.case.ts";
import BetterSqlite3 from "better-sqlite3";
import pg from "pg";
import { change, type Place, prepare } from "./storage-change.ts";

// Durable changes a second, one after another and many at once, as a share of the cheapest way to make anything durable.
//
// Method: after a warm-up, short rounds of all in turn, in one process and on one disk, so that a noisy machine disturbs all
// alike; the median of the rounds' ratios. A change is the whole write path of a flag's configuration. One after another, a
// round is 64 changes; at once, 64 writers that make 4 each. Beside SQLite, two baselines of the disk itself, each a loop of
// one write and one fdatasync over a file that has its size already: one page of 4 KiB, the least that can be made durable;
// and as many bytes as SQLite writes to its log for each such change, which is the change's own share of the disk's work.
// These bytes are counted in a round of its own: to count them the log is cut to nothing, and a file that grows is slower. Beside PostgreSQL, a bare commit: a loop of one prepared insert of a row of 1 KB by itself, on one connection
// of the same server (fsync and synchronous_commit on). And the time on the processor that a change takes of this process,
// all threads, which is the limit where the disk is quick.

const ROUNDS = 41;
const WARM_UP = 20;
const PER_ROUND = 64;
/** Changes that are under way at once: as many people, or one person's script. */
const WRITERS = 64;
const PER_WRITER = 4;
const PAGE = 4096;
const FILE_BYTES = 64 * 1024 * 1024;

const parts: Record<string, () => Promise<void>> = { sqlite, postgres };

/** Both, or one: `npm run bench -- storage:postgres`. */
export async function run(wanted?: string): Promise<void> {
  for (const [name, part] of Object.entries(parts)) if (wanted === undefined || wanted === name) await part();
}

/** What changes are compared with. */
interface Baseline {
  name: string;
  /** @param bytes that such a change writes, where they can be counted */
  cheapest(bytes: number): void | Promise<void>;
}

/** Counts what the changes of one round write. */
interface Counter {
  begin(): void;
  /** @returns bytes */
  end(): number;
}

async function sqlite(): Promise<void> {
  const folder = mkdtempSync(join(process.env.BENCH_FOLDER ?? tmpdir(), "switchyard-bench-storage-"));
  const file = join(folder, "switchyard.db");
  const disk = openDisk(join(folder, "raw"));
  try {
    await measure("SQLite", `file:${file}`, logCounter(file), [
      { name: "write + fdatasync of a page", cheapest: () => disk.writeAndSync(PAGE) },
      { name: "write + fdatasync of a change's bytes", cheapest: (bytes) => disk.writeAndSync(bytes) },
    ]);
  } finally {
    disk.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function openDisk(file: string) {
  const raw = openSync(file, "w");
  const block = Buffer.alloc(1024 * 1024, 1);
  for (let at = 0; at < FILE_BYTES; at += block.length) writeSync(raw, block);
  fdatasyncSync(raw);
  let at = 0;
  return {
    /** {@link PER_ROUND} times. */
    writeAndSync(bytes: number): void {
      for (let n = 0; n < PER_ROUND; n++) {
        if (at + bytes > FILE_BYTES) at = 0;
        at += writeSync(raw, block, 0, bytes, at);
        fdatasyncSync(raw);
      }
    },
    close: () => closeSync(raw),
  };
}

/** The write-ahead log is emptied before a round, which then fills it by less than what makes SQLite empty it. */
function logCounter(file: string): Counter {
  return {
    begin() {
      const outside = new BetterSqlite3(file);
      outside.pragma("wal_checkpoint(truncate)");
      outside.close();
    },
    end: () => statSync(`${file}-wal`).size,
  };
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
    const cheapest = async () => {
      for (let n = 0; n < PER_ROUND; n++) await client.query(insert);
    };
    await measure("PostgreSQL", server.url("switchyard"), undefined, [{ name: "bare commits", cheapest }]);
    await client.end();
  } finally {
    await server.remove();
  }
}

async function measure(
  database: string,
  url: string,
  counter: Counter | undefined,
  baselines: readonly Baseline[],
): Promise<void> {
  const storage = await openStorage(url);
  try {
    const place = await prepare(storage);
    const kinds: Kind[] = [
      { name: "one after another", count: PER_ROUND, work: () => change(storage, place, PER_ROUND) },
      { name: `${WRITERS} at once`, count: WRITERS * PER_WRITER, work: () => changeTogether(storage, place) },
    ];
    const played = [];
    for (const kind of kinds) played.push({ kind, bytes: await countBytes(kind, counter), rounds: [] as Round[] });
    for (const { work } of kinds) for (let round = 0; round < WARM_UP; round++) await work();
    for (let round = 0; round < ROUNDS; round++) {
      for (const { kind, bytes, rounds } of played) rounds.push(await play(kind, bytes, baselines));
    }
    for (const { kind, bytes, rounds } of played) print(`${database}, ${kind.name}`, bytes, baselines, rounds);
  } finally {
    await storage.close();
  }
}

const changeTogether = async (storage: Storage, place: Place) =>
  void (await Promise.all(Array.from({ length: WRITERS }, () => change(storage, place, PER_WRITER))));

/** A way to make changes, `count` of them. */
interface Kind {
  name: string;
  count: number;
  work(): Promise<void>;
}

interface Round {
  /** Each a second. */
  changes: number;
  baselines: number[];
  cpuMicroseconds: number;
}

async function countBytes({ count, work }: Kind, counter: Counter | undefined): Promise<number> {
  if (counter === undefined) return 0;
  await work();
  counter.begin();
  await work();
  return Math.round(counter.end() / count);
}

async function play({ count, work }: Kind, bytes: number, baselines: readonly Baseline[]): Promise<Round> {
  const before = process.cpuUsage();
  const changes = perSecond(count, await timed(work));
  const { user, system } = process.cpuUsage(before);
  const least: number[] = [];
  for (const { cheapest } of baselines) least.push(perSecond(PER_ROUND, await timed(() => cheapest(bytes))));
  return { changes, baselines: least, cpuMicroseconds: (user + system) / count };
}

async function timed(work: () => void | Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const perSecond = (count: number, milliseconds: number) => (count * 1000) / milliseconds;

function quantile(values: number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;
}

const median = (values: number[]) => quantile(values, 0.5);

function print(how: string, bytes: number, baselines: readonly Baseline[], rounds: Round[]): void {
  const written = bytes > 0 ? `, ${(bytes / 1024).toFixed(1)} KiB written each` : "";
  const cpu = median(rounds.map(({ cpuMicroseconds }) => cpuMicroseconds)).toFixed(0);
  const rate = Math.round(median(rounds.map(({ changes }) => changes)));
  console.log(`${how}: durable changes ${rate}/s, ${cpu} µs of processor${written}`);
  for (const [index, { name }] of baselines.entries()) {
    const rates = rounds.map(({ baselines: each }) => each[index] ?? Number.NaN);
    const ratios = rounds.map(({ changes }, round) => changes / (rates[round] ?? Number.NaN));
    console.log(
      `  ${name} ${Math.round(median(rates))}/s, ratio ${median(ratios).toFixed(2)} ` +
        `(quartiles ${quantile(ratios, 0.25).toFixed(2)} to ${quantile(ratios, 0.75).toFixed(2)})`,
    );
  }
}
