import { randomUUID } from "node:crypto";
import type { Author, Storage } from "./port.ts";

const AUTHOR: Author = { actor: { kind: "system", id: "switchyard", name: "Switchyard" }, reason: "first start" };

/** What every project begins with. */
export const DEFAULT_ENVIRONMENTS = [
  { key: "development", name: "Development", protected: false },
  { key: "staging", name: "Staging", protected: false },
  { key: "production", name: "Production", protected: true },
] as const;

/** An empty database gets a project to begin with. One whose projects are gone or damaged is not an empty one. */
export async function ensureDefaultProject(storage: Pick<Storage, "projects" | "changeLog" | "change">): Promise<void> {
  const isUsed = async (reads: Pick<Storage, "projects" | "changeLog">) =>
    (await reads.projects()).length > 0 || (await reads.changeLog(0, 1)).length > 0;
  if (await isUsed(storage)) return;
  await storage.change(AUTHOR, async (tx) => {
    // Another server may have been quicker.
    if (await isUsed(tx)) return { result: undefined };
    const project = { id: randomUUID(), key: "default", name: "Default", createdAt: Date.now() };
    await tx.insertProject(project);
    for (const environment of DEFAULT_ENVIRONMENTS) {
      await tx.insertEnvironment({ ...environment, id: randomUUID(), projectId: project.id, version: 0 });
    }
    return {
      result: undefined,
      change: {
        action: "project.created",
        projectId: project.id,
        before: null,
        after: {
          key: project.key,
          name: project.name,
          environments: DEFAULT_ENVIRONMENTS.map((environment) => ({ ...environment })),
        },
        affects: [],
      },
    };
  });
}
