// Keeps its copy on disk all the time: each change that comes is written at once, and printed when it is. Ends by being killed.
//
// Address, key and file come from SWITCHYARD_URL, SWITCHYARD_SDK_KEY and CACHE_FILE.

import { createClient } from "@switchyard/sdk-node";

const flags = createClient({ cacheFile: process.env.CACHE_FILE });
flags.on("change", async ({ version }) => {
  await flags.flush({ timeoutMs: 60_000 });
  process.stdout.write(`${version}\n`);
});
setInterval(() => {}, 1_000);
