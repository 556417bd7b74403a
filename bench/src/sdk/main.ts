import { pathToFileURL } from "node:url";
import { guardsOverhead } from "./guards.ts";
import { hotPaths } from "./hot-paths.ts";
import { consumed } from "./measure.ts";
import { patterns } from "./patterns.ts";
import { scale } from "./scale.ts";
import { wholeSets } from "./whole-sets.ts";

const METHOD = `Evaluation. Loops take turns within each round and the median of 31 rounds counts, after 5 that warm up; ratios are
within this run. 1,000 flags (six in ten plain, three with a rollout, one with rules), 1,024 contexts in turn with keys of
36 characters. Bytes are the growth of the heap per call. Node ${process.version}.`;

/** Measures evaluation and prints the tables. */
export async function run(): Promise<void> {
  console.log(METHOD);
  for (const measure of [hotPaths, scale, wholeSets, patterns, guardsOverhead]) console.log(`\n${await measure()}`);
  console.log(`\n(consumed: ${consumed()})`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await run();
