import type { TestServer } from "../../test-server.ts";
import { accessDeclaredBy } from "./access.ts";
import type { Access } from "./access-kinds.ts";

export interface Entry {
  method: string;
  path: string;
  access: Access | undefined;
}

/** All routes of a server, with the access that each declares. */
export function routeTableOf(server: TestServer): Entry[] {
  const byName = new Map<string, Entry>();
  for (const { method, path, handler } of server.app.routes) {
    if (method === "ALL") continue;
    const name = `${method} ${path}`;
    const entry = byName.get(name) ?? { method, path, access: undefined };
    byName.set(name, { ...entry, access: entry.access ?? accessDeclaredBy(handler) });
  }
  return [...byName.values()];
}
