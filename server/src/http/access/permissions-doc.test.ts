import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestServer, type TestServer } from "../../test-server.ts";
import { accessDeclaredBy } from "./access.ts";
import type { Access } from "./access-kinds.ts";

// docs/permissions.md says of every route who may call it: this is where that is true.

const DOC = new URL("../../../../docs/permissions.md", import.meta.url);
const TABLE = /(?<=<!-- routes -->\n).*(?=<!-- \/routes -->)/s;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

function table(): string {
  const routes = new Map<string, { method: string; path: string; access: Access | "none" }>();
  for (const { method, path, handler } of server.app.routes) {
    if (method === "ALL") continue;
    const name = `${path} ${method}`;
    const access = accessDeclaredBy(handler) ?? routes.get(name)?.access ?? "none";
    routes.set(name, { method, path: path.replace(/:(\w+)/g, "{$1}"), access });
  }
  const rows = [...routes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { method, path, access }]) => `| \`${method} ${path}\` | ${access} |`);
  return ["| route | needs |", "| --- | --- |", ...rows, ""].join("\n");
}

it("names every route and what it needs; renew it with UPDATE_DOCS=1", () => {
  const doc = readFileSync(DOC, "utf8");
  if (process.env.UPDATE_DOCS) writeFileSync(DOC, doc.replace(TABLE, table()));
  else expect(TABLE.exec(doc)?.[0]).toBe(table());
});
