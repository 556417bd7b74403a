import { performance } from "node:perf_hooks";
import { startPostgres } from "@switchyard/server/src/storage/postgres/server.case.ts";
import { startServer, type TestServer, temporaryFolder } from "../../tests/src/support/server.ts";
import { table } from "./sdk/table.ts";
import { openStream, textOf } from "./server/raw-stream.ts";

// From the HTTP request that changes a flag to the frame at each SDK: at the node that takes the change, and at the two others,
// which hear of it by PostgreSQL, beside a node that is alone on a database of the same server.
//
// Method: four built servers and all connections are there all the time, read by this one process in the same way; a change of the
// lone node and one of the three in turn, the writing node another each time, so that whatever the machine does, it does to both;
// the first rounds are not counted. Quantiles over all arrivals of all rounds.

const NODES = 3;
const SDKS = 50;
const WARM_UP = 10;
const ROUNDS = 150;

interface Place {
  server: TestServer;
  /** When the newest version came to each of its SDKs. */
  arrivals: number[];
}

export async function run(): Promise<void> {
  const folder = temporaryFolder();
  const postgres = await startPostgres([]);
  const places: Place[] = [];
  try {
    for (const name of ["alone", "shared"]) await postgres.createDatabase(name);
    const start = async (database: string) => {
      const env = { SWITCHYARD_DATABASE: postgres.url(database) };
      const place: Place = { server: await startServer({ folder: folder.path, env }), arrivals: [] };
      places.push(place);
      return place;
    };
    const alone = await start("alone");
    const shared: Place[] = [];
    for (let n = 0; n < NODES; n += 1) shared.push(await start("shared"));
    await connect([alone]);
    await connect(shared);

    const delays: Record<"alone" | "own" | "others", number[]> = { alone: [], own: [], others: [] };
    for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
      const writing = shared[round % NODES] as Place;
      const single = await change(alone, [alone], round);
      const several = await change(writing, shared, round);
      if (round < WARM_UP) continue;
      delays.alone.push(...(single.get(alone) ?? []));
      for (const [place, times] of several) delays[place === writing ? "own" : "others"].push(...times);
    }
    print(delays);
  } finally {
    for (const { server } of places) await server.process.end("SIGKILL");
    await postgres.remove();
    folder.remove();
  }
}

/** Opens the SDKs of nodes on one database. */
async function connect(places: Place[]): Promise<void> {
  const [first] = places;
  if (!first) return;
  await first.server.api.createFlag("default", { key: "bench" });
  const key = await first.server.api.createKey("default", "production", "server", "bench");
  for (const place of places) {
    for (let n = 0; n < SDKS; n += 1) {
      await new Promise<void>((resolve, reject) => {
        openStream(
          { host: "127.0.0.1", port: place.server.port, key, instance: `bench-${place.server.port}-${n}` },
          {
            text(frame) {
              resolve();
              if (textOf(frame).endsWith('"type":"changes"}')) place.arrivals.push(performance.now());
            },
            closed: (status) => reject(new Error(`a stream was closed, its upgrade answered ${status}`)),
          },
        );
      });
    }
  }
}

/** @returns how long it took to each SDK of each node, in milliseconds */
async function change(by: Place, places: Place[], round: number): Promise<Map<Place, number[]>> {
  for (const place of places) place.arrivals = [];
  const began = performance.now();
  await by.server.api.ramp("default", "production", "bench", 1 + (round % 90));
  while (places.some(({ arrivals }) => arrivals.length < SDKS)) await new Promise((resolve) => setTimeout(resolve, 2));
  return new Map(places.map((place) => [place, place.arrivals.map((at) => at - began)]));
}

function print(delays: Record<"alone" | "own" | "others", number[]>): void {
  const at = (name: keyof typeof delays, share: number) => {
    const sorted = [...delays[name]].sort((a, b) => a - b);
    return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
  };
  const row = (name: keyof typeof delays, what: string) => [
    what,
    ...[0.5, 0.99].flatMap((share) => [
      `${at(name, share).toFixed(1)} ms`,
      `${(at(name, share) / at("alone", share)).toFixed(2)} ×`,
    ]),
  ];
  const head = [`${NODES} nodes, ${SDKS} SDKs each, ${ROUNDS} changes`, "p50", "", "p99", ""];
  const rows = [row("alone", "one node alone"), row("own", "the node that wrote"), row("others", "the other nodes")];
  console.log(table(head, rows));
}
