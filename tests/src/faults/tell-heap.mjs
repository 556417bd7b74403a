// Preloaded into a server under test: at SIGUSR2 it collects garbage and prints what is in use, as resident memory alone
// does not tell what is kept from what is merely not given back.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
let count = 0;

process.on("SIGUSR2", () => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  count += 1;
  console.log(`heap ${count}: ${((heapUsed + external) / 2 ** 20).toFixed(1)} MB`);
});
