// The Node SDK, built, evaluating as many times as its argument says, each time for somebody else, and asking and tracking names that nobody
// has. Ten times it collects garbage and notes what is in use; what it found is one JSON line (`evaluations.test.ts` reads it).
//
// Address and key come from SWITCHYARD_URL and SWITCHYARD_SDK_KEY.

import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createClient } from "@switchyard/sdk-node";

/** Between two pauses in which reports can leave. */
const SLICE = 50_000;
const SAMPLES = 10;
/** Of so many evaluations one comes with a name of its own. */
const ODD = 100;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
const total = Number(process.argv[2]);
const quiet = { info() {}, warn() {}, error() {} };
const client = createClient({ logger: quiet });
await client.waitForReady();

const asked = { plain: 0, guarded: 0, unknown: 0, events: 0 };
let on = 0;

function evaluate(index) {
  const context = { targetingKey: `user-${index}`, plan: index % 3 === 0 ? "pro" : "free" };
  if (index % 2 === 0) {
    asked.plain++;
    if (client.isEnabled("plain", context)) on++;
  } else {
    asked.guarded++;
    if (client.forContext(context).isEnabled("guarded")) on++;
  }
  if (index % ODD !== 0) return;
  asked.unknown++;
  asked.events += 2;
  client.isEnabled(`unknown-${index}`, context);
  client.track(`event-${index}`, context);
  client.track("paid", context, { value: index });
}

const inUse = [];
const began = performance.now();
for (let done = 0; done < total; ) {
  const until = Math.min(total, done + SLICE);
  for (; done < until; done++) evaluate(done);
  await setImmediate();
  if (done >= (total / SAMPLES) * (inUse.length + 1)) {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    inUse.push(heapUsed + external);
  }
}
const seconds = (performance.now() - began) / 1_000;
await client.close({ timeoutMs: 30_000 });
console.log(JSON.stringify({ asked, on, inUse, seconds }));
