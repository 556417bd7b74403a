import { writeSync } from "node:fs";
import { configure, createFlag, must, newFlag } from "./conformance/actions.case.ts";
import { openStorage } from "./open.ts";

// The process that crash.test.ts kills. Writes numbered changes as fast as it can, and says "<number> <version>" of each
// one that is acknowledged. Goes on where the one before was killed.

const storage = await openStorage(must(process.argv[2]));
const project = must(await storage.project("default"));
const production = must(await storage.environment(project.id, "production"));
if ((await storage.flag(project.id, "counted")) === undefined) await createFlag(storage, project, "counted");
const flag = newFlag(project, "counted");

const [last] = await storage.changes({ projectId: project.id, flag: "counted", limit: 1 });
for (let number = Number(last?.after) + 1 || 1; ; number++) {
  const { change } = await configure(storage, flag, production, { enabled: number % 2 === 0 }, number);
  // Synchronous: what was said before the kill reaches the parent.
  writeSync(1, `${number} ${change?.versions.get(production.id)}\n`);
}
