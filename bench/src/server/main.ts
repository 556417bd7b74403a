import { run as broadcast } from "./broadcast.ts";
import { run as cold } from "./cold.ts";
import { run as idle } from "./idle.ts";
import { run as ofrep } from "./ofrep.ts";
import { run as overload } from "./overload.ts";
import { run as reports } from "./reports.ts";
import { run as restart } from "./restart.ts";

// The built server under load, by processes full of clients: build it first (`npm run build`). The limit of open files
// must be above 12,000 (`ulimit -n`).

const parts: Record<string, () => Promise<void>> = { broadcast, idle, cold, overload, restart, reports, ofrep };

/** All of them, or those named after a colon: `npm run bench -- server:idle`. */
export async function run(wanted?: string): Promise<void> {
  for (const [name, part] of Object.entries(parts)) {
    if (wanted !== undefined && wanted !== name) continue;
    console.log(`-- ${name} --`);
    await part();
  }
}
