import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { pathToFileURL } from "node:url";
import { openStorage } from "@switchyard/server/src/storage/open.ts";
import type { Environment, Flag, Project, Storage } from "@switchyard/server/src/storage/port.ts";

// Durable changes a second, one after another and many at once, as a share of what the disk itself can do.
//
// Method: after a warm-up, short rounds of both in turn, in one process and one folder, so that a noisy machine disturbs both alike; the median
// of the rounds' ratios. A change is the whole write path of a flag's configuration (read it, write it, version, log row
// with its hash, commit on the disk). The disk's own rate is a loop of a 4 KiB write and an fdatasync over a file that
// has its size already, which is the cheapest way to make anything durable.

const ROUNDS = 41;
const WARM_UP = 20;
const PER_ROUND = 64;
/** Changes that are under way at once: as many people, or one person's script. */
const WRITERS = 64;
const BLOCK = Buffer.alloc(4096, 1);
const BLOCKS = 4096;

export async function run(): Promise<void> {
  const folder = mkdtempSync(join(process.env.BENCH_FOLDER ?? tmpdir(), "switchyard-bench-storage-"));
  const storage = await openStorage(`file:${join(folder, "switchyard.db")}`);
  const raw = openSync(join(folder, "raw"), "w");
  for (let block = 0; block < BLOCKS; block++) writeSync(raw, BLOCK);
  fdatasyncSync(raw);
  try {
    const flag = await prepare(storage);
    for (let round = 0; round < WARM_UP; round++) await change(storage, flag);
    const alone: Round[] = [];
    const together: Round[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const writes = perSecond(await timed(() => writeAndSync(raw)));
      alone.push({ writes, changes: perSecond(await timed(() => change(storage, flag))) });
      together.push({ writes, changes: perSecond(await timed(() => changeTogether(storage, flag))) });
    }
    print("one after another", alone);
    print(`${WRITERS} at once`, together);
  } finally {
    closeSync(raw);
    await storage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Place {
  project: Project;
  environment: Environment;
  flag: Flag;
}

const AUTHOR = { actor: { kind: "system", id: "bench", name: "Bench" } } as const;

async function prepare(storage: Storage): Promise<Place> {
  const project = await storage.project("default");
  const environment = project && (await storage.environment(project.id, "production"));
  if (project === undefined || environment === undefined) throw new Error("the database has no default project");
  const flag: Flag = {
    id: "bench",
    projectId: project.id,
    key: "bench",
    name: "Bench",
    description: "",
    type: "boolean",
    variants: [
      { key: "on", value: true },
      { key: "off", value: false },
    ],
    tags: [],
    owner: "",
    lifetime: { kind: "permanent" },
    clientSide: false,
    salt: "k3v9qx2",
    archived: false,
    createdAt: Date.now(),
  };
  const place = { project, environment, flag };
  await storage.change(AUTHOR, async (tx) => {
    await tx.insertFlag(flag);
    await tx.putConfiguration({
      flagId: flag.id,
      environmentId: environment.id,
      enabled: false,
      offVariant: "off",
      prerequisites: [],
      targets: [],
      rules: [],
      fallthrough: { rollout: { percentage: 25, variants: [{ variant: "on", weight: 1 }], otherwise: "off" } },
      version: 0,
      updatedAt: Date.now(),
    });
    return { result: undefined, change: described("flag.created", place) };
  });
  return place;
}

const described = (action: "flag.created" | "flag.configured", { project, environment, flag }: Place) => ({
  action,
  projectId: project.id,
  environmentId: environment.id,
  flag: flag.key,
  before: { enabled: false, fallthrough: { variant: "off" } },
  after: { enabled: true, fallthrough: { variant: "on" } },
  affects: [{ environmentId: environment.id, flags: [flag.key] }],
});

async function change(storage: Storage, place: Place, times = PER_ROUND): Promise<void> {
  for (let n = 0; n < times; n++) {
    await storage.change(AUTHOR, async (tx) => {
      const current = await tx.configuration(place.flag.id, place.environment.id);
      if (current === undefined) throw new Error("the configuration is gone");
      await tx.putConfiguration({ ...current, enabled: !current.enabled });
      return { result: undefined, change: described("flag.configured", place) };
    });
  }
}

const changeTogether = async (storage: Storage, place: Place) =>
  void (await Promise.all(Array.from({ length: WRITERS }, () => change(storage, place, PER_ROUND / WRITERS))));

let block = 0;

async function writeAndSync(raw: number): Promise<void> {
  for (let n = 0; n < PER_ROUND; n++) {
    writeSync(raw, BLOCK, 0, BLOCK.length, (block++ % BLOCKS) * BLOCK.length);
    fdatasyncSync(raw);
  }
}

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
  writes: number;
}

function print(how: string, rounds: Round[]): void {
  const ratios = rounds.map(({ changes, writes }) => changes / writes);
  const rate = (values: number[]) => `${Math.round(median(values))}/s`;
  console.log(
    `storage, ${how}: durable changes ${rate(rounds.map(({ changes }) => changes))}, ` +
      `write + fdatasync ${rate(rounds.map(({ writes }) => writes))}, ` +
      `ratio ${median(ratios).toFixed(2)} (quartiles ${quantile(ratios, 0.25).toFixed(2)} to ${quantile(ratios, 0.75).toFixed(2)})`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await run();
