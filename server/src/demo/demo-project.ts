import { SYSTEM } from "../auth/identity.ts";
import { configureFlag } from "../flags/configure-flag.ts";
import { createFlag } from "../flags/create-flag.ts";
import { newConfiguration } from "../flags/new-flag.ts";
import { createProject } from "../projects/create-project.ts";
import type { Author, Storage } from "../storage/port.ts";
import { DEMO_FLAGS } from "./demo-flags.ts";

/** Where the demo's application belongs. */
export const DEMO = { project: "demo", environment: "production" } as const;

export const AUTHOR: Author = { actor: SYSTEM, reason: "demo" };

export async function createDemoProject(storage: Storage): Promise<void> {
  await createProject(storage, AUTHOR, { key: DEMO.project, name: "Demo shop" });
  for (const { configurations, ...input } of DEMO_FLAGS) {
    const flag = await createFlag(storage, AUTHOR, { project: DEMO.project }, input);
    for (const [environment, configuration] of Object.entries(configurations)) {
      const place = { project: DEMO.project, environment, flag: flag.key };
      await configureFlag(storage, AUTHOR, place, "any", { ...newConfiguration(flag, ""), ...configuration });
    }
  }
}
