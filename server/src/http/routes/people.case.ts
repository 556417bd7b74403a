import { randomUUID } from "node:crypto";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { SESSION_COOKIE, startSession } from "../../auth/sessions.ts";
import type { Role } from "../../storage/authority.ts";
import type { User } from "../../storage/port.ts";
import type { TestServer } from "../../test-server.ts";

interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

export interface Someone {
  id: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it.
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<any>>;
}

/** A person who is signed in and has a role in the project `default`. For tests. */
export async function someone(server: TestServer, name: string, role: Role): Promise<Someone> {
  const { storage, url, folder } = server;
  const project = await storage.project("default");
  if (project === undefined) throw new Error("there is no project default");
  const user: User = {
    id: randomUUID(),
    email: `${name}@example.com`,
    name,
    createdAt: 1,
    owner: false,
    roles: [{ projectId: project.id, role }],
  };
  const sqlite = new BetterSqlite3(join(folder, "switchyard.db"));
  sqlite
    .prepare(
      "insert into users (id, email, name, password_hash, created_at, owner, roles) values (?, ?, ?, '', 1, 0, ?)",
    )
    .run(user.id, user.email, user.name, JSON.stringify(user.roles));
  sqlite.close();
  const token = await startSession(storage, user);
  return {
    id: user.id,
    async send(method, path, body, headers = {}) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          cookie: `${SESSION_COOKIE}=${token}`,
          origin: url,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
    },
  };
}
