import type { Storage } from "../storage/port.ts";
import { ensureDemoKeys } from "./demo-keys.ts";
import { createDemoProject, DEMO } from "./demo-project.ts";

/**
 * Loads the demo project into a database without flags, and sees to it that its keys are in the file beside the
 * database. Everything goes the way of any other change.
 *
 * @param database the `SWITCHYARD_DATABASE` setting
 */
export async function prepareDemo(storage: Storage, database: string): Promise<void> {
  const projects = await storage.projects();
  if (!projects.some(({ key }) => key === DEMO.project)) {
    const flags = await Promise.all(projects.map(({ id }) => storage.flags(id)));
    if (flags.flat().length > 0) return;
    await createDemoProject(storage);
  }
  await ensureDemoKeys(storage, database);
}
