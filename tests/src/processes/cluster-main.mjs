// A cluster as Node has it: each worker has a client of its own, and tells what it evaluates.
//
// Address and key come from SWITCHYARD_URL and SWITCHYARD_SDK_KEY, the number of workers from WORKERS.

import cluster from "node:cluster";
import { createClient } from "@switchyard/sdk-node";

if (cluster.isPrimary) {
  for (let worker = 0; worker < Number(process.env.WORKERS); worker++) cluster.fork();
} else {
  const flags = createClient();
  const tell = () => console.log(`${cluster.worker.id} ${flags.isEnabled("checkout-v2", { targetingKey: "ann" })}`);
  flags.on("change:checkout-v2", tell);
  const { status } = await flags.waitForReady();
  if (status !== "ready") console.log(`${cluster.worker.id} ${status}`);
}
