import { run as guards } from "./guards/main.ts";
import { run as sdk } from "./sdk/main.ts";
import { run as delivery } from "./server/delivery.ts";
import { run as storage } from "./storage.ts";

// `npm run bench`: all of them, or those that are named, such as `npm run bench -- sdk`.
const benches: Record<string, () => Promise<void>> = { sdk, storage, delivery, guards };

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(`there is no bench ${unknown.join(", ")}; there are ${Object.keys(benches).join(", ")}`);
  process.exit(1);
}
for (const [name, run] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n== ${name} ==\n`);
  await run();
}
