import { run as guards } from "./guards/main.ts";
import { run as nodes } from "./nodes.ts";
import { run as sdk } from "./sdk/main.ts";
import { run as server } from "./server/main.ts";
import { run as storage } from "./storage.ts";
import { run as large } from "./storage-large.ts";

// `npm run bench`: all of them, or those that are named, such as `npm run bench -- sdk server:idle`.
const benches: Record<string, (part?: string) => Promise<void>> = { sdk, storage, large, nodes, server, guards };

const wanted = process.argv.slice(2).map((name) => name.split(":") as [bench: string, part?: string]);
const unknown = wanted.filter(([name]) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(`there is no bench ${unknown.join(", ")}; there are ${Object.keys(benches).join(", ")}`);
  process.exit(1);
}
const chosen: typeof wanted = wanted.length > 0 ? wanted : Object.keys(benches).map((name) => [name]);
for (const [name, part] of chosen) {
  console.log(`\n== ${name} ==\n`);
  await benches[name]?.(part);
}
