// Preloaded into a server under test: at SIGUSR2 it prints how many modules of OpenTelemetry were loaded: of
// what does anything, as prom-client always brings its empty interface (`@opentelemetry/api`).

import { createRequire } from "node:module";

const { cache } = createRequire(import.meta.url);
let count = 0;

process.on("SIGUSR2", () => {
  count += 1;
  const loaded = Object.keys(cache).filter((file) => /@opentelemetry[\\/](?!api[\\/])/.test(file));
  console.log(`modules ${count}: ${loaded.length}`);
});
