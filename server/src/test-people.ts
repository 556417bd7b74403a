import { randomUUID } from "node:crypto";
import { SESSION_COOKIE, startSession } from "./auth/sessions.ts";
import type { Role } from "./storage/authority.ts";
import type { Storage, User } from "./storage/port.ts";

/** Somebody with an account and a session, for tests: without a password, whose hash is slow on purpose. */
export interface TestPerson {
  user: User;
  /** What their browser sends with every request of its own pages. */
  headers: { cookie: string; "sec-fetch-site": string };
}

interface PersonOptions {
  owner?: boolean;
  /** By place: `default`, or `default/production`. */
  roles?: Readonly<Record<string, Role>>;
}

const AUTHOR = { actor: { kind: "system" as const, id: "test", name: "test" } };

export async function addPerson(storage: Storage, name: string, options: PersonOptions = {}): Promise<TestPerson> {
  const roles = await Promise.all(
    Object.entries(options.roles ?? {}).map(async ([place, role]) => {
      const [projectKey = "", environmentKey] = place.split("/");
      const project = await storage.project(projectKey);
      if (!project) throw new Error(`there is no project ${projectKey}`);
      const environment = environmentKey && (await storage.environment(project.id, environmentKey));
      return { projectId: project.id, ...(environment ? { environmentId: environment.id } : {}), role };
    }),
  );
  const email = `${name.toLowerCase()}@example.com`;
  const user: User = { id: randomUUID(), email, name, createdAt: Date.now(), owner: options.owner ?? false, roles };
  await storage.change(AUTHOR, async (tx) => {
    await tx.insertPerson(user, "");
    return { result: undefined, change: { action: "user.created", before: null, after: { name }, affects: [] } };
  });
  return { user, headers: await signedIn(storage, user) };
}

/** Another session of somebody. */
export async function signedIn(storage: Storage, user: User): Promise<TestPerson["headers"]> {
  const token = await startSession(storage, user, { userAgent: "a test", address: "127.0.0.1" });
  return { cookie: `${SESSION_COOKIE}=${token}`, "sec-fetch-site": "same-origin" };
}
