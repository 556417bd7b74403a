import { newConfiguration, newFlag } from "@switchyard/server/src/storage/conformance/actions.case.ts";
import type { Environment, Flag, Project, Storage } from "@switchyard/server/src/storage/port.ts";

// A change as the benches of the storage make it: the whole write path of a flag's configuration (read it, write it, version,
// log row with its hash, commit).

export interface Place {
  project: Project;
  environment: Environment;
  flag: Flag;
}

const AUTHOR = { actor: { kind: "system", id: "bench", name: "Bench" } } as const;

export async function prepare(storage: Storage): Promise<Place> {
  const project = await storage.project("default");
  const environment = project && (await storage.environment(project.id, "production"));
  if (project === undefined || environment === undefined) throw new Error("the database has no default project");
  const flag = newFlag(project, "bench");
  const place = { project, environment, flag };
  await storage.change(AUTHOR, async (tx) => {
    await tx.insertFlag(flag);
    await tx.putConfiguration(newConfiguration(flag, environment));
    return { result: undefined, change: described("flag.created", place) };
  });
  return place;
}

const described = (action: "flag.created" | "flag.configured", { project, environment, flag }: Place) => ({
  action,
  projectId: project.id,
  environmentId: environment.id,
  flag: flag.key,
  before: { enabled: false, fallthrough: { variant: "off" } },
  after: { enabled: true, fallthrough: { variant: "on" } },
  affects: [{ environmentId: environment.id, flags: [flag.key] }],
});

/** Changes so many times, one after another. */
export async function change(storage: Storage, place: Place, times: number): Promise<void> {
  for (let n = 0; n < times; n++) {
    await storage.change(AUTHOR, async (tx) => {
      const current = await tx.configuration(place.flag.id, place.environment.id);
      if (current === undefined) throw new Error("the configuration is gone");
      await tx.putConfiguration({ ...current, enabled: !current.enabled });
      return { result: undefined, change: described("flag.configured", place) };
    });
  }
}
