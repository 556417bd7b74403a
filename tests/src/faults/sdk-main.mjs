// One SDK in a process of its own, as an application runs it. It prints a JSON line for everything that happens to it
// (`sdk-process.ts` names them), and answers the questions that it reads from its standard input, one a line.
//
// Address and key come from SWITCHYARD_URL and SWITCHYARD_SDK_KEY, and a place for its copy on disk from CACHE_FILE.

import { createInterface } from "node:readline";
import { createClient } from "@switchyard/sdk-node";

/** What was applied is looked at so often, besides being told: a version must not go back in silence either. */
const SAMPLE_MS = 5;

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const log = (level) => (text) => say({ type: "log", level, text });
const { CACHE_FILE: cacheFile } = process.env;
const flags = createClient({ cacheFile, logger: { info: log("info"), warn: log("warn"), error: log("error") } });

say({ type: "started" });

let last = {};
function applied(changed) {
  const { epoch, version } = flags.status;
  if (changed.length === 0 && epoch === last.epoch && version === last.version) return;
  last = { epoch, version };
  say({ type: "applied", epoch, version, values: answers(changed) });
}

/** A flag that is not there has no value. */
function answers(keys) {
  const context = { targetingKey: "somebody" };
  return Object.fromEntries(keys.map((key) => [key, flags.explain(key, context).details.value ?? null]));
}

flags.on("ready", () => applied([]));
flags.on("change", ({ flags: changed }) => applied(changed));
flags.on("connection", ({ state }) => say({ type: "connection", state }));
setInterval(() => applied([]), SAMPLE_MS);

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const { id, keys } = JSON.parse(line);
    say({ type: "answer", id, ...flags.status, values: answers(keys) });
  })
  .on("close", () => process.exit(0));
