import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { ROOT, run } from "./support/process.ts";
import { startServer, temporaryFolder } from "./support/server.ts";

// Whoever starts the server and fails reads one line, which says what is wrong, and gets exit code 1.

const folder = temporaryFolder();
afterAll(() => folder.remove());

let count = 0;
function freshFolder(): string {
  count += 1;
  const path = join(folder.path, String(count));
  mkdirSync(path);
  return path;
}

async function failedStart(env: NodeJS.ProcessEnv, before = ""): Promise<string> {
  const process = run("sh", ["-c", `${before} exec node "$0"`, join(ROOT, "server/dist/main.js")], {
    cwd: folder.path,
    env: { PORT: "0", SWITCHYARD_DATABASE: `file:${join(freshFolder(), "switchyard.db")}`, ...env },
  });
  const code = await process.exit;
  expect({ code, lines: process.lines.length }, process.lines.join("\n")).toEqual({ code: 1, lines: 1 });
  return process.lines[0] ?? "";
}

it("a port in use, which leaves the database as it is", async () => {
  const other = createServer().listen(0, "localhost");
  await new Promise((resolve) => other.once("listening", resolve));
  const { port } = other.address() as AddressInfo;
  const [none, old] = [freshFolder(), freshFolder()];
  // As it would be of a release that had no tables yet.
  writeFileSync(join(old, "switchyard.db"), "");
  for (const path of [none, old]) {
    const line = await failedStart({ PORT: String(port), SWITCHYARD_DATABASE: `file:${join(path, "switchyard.db")}` });
    expect(line).toContain(String(port));
  }
  expect(readdirSync(none)).toEqual([]);
  expect(readdirSync(old)).toEqual(["switchyard.db"]);
  expect(readFileSync(join(old, "switchyard.db"))).toHaveLength(0);
  other.close();
});

it("a data folder that can't be made", async () => {
  // A file where the folder should be: unlike a mode, root can't override it.
  const path = join(freshFolder(), "not-a-folder");
  writeFileSync(path, "");
  expect(await failedStart({ SWITCHYARD_DATABASE: `file:${path}/switchyard.db` })).toContain(path);
});

it("a file that is no database", async () => {
  const path = join(freshFolder(), "switchyard.db");
  writeFileSync(path, randomBytes(100_000));
  expect(await failedStart({ SWITCHYARD_DATABASE: `file:${path}` })).toContain(path);
});

it("a database with damaged pages", async () => {
  const path = freshFolder();
  const server = await startServer({ folder: path });
  for (let i = 0; i < 20; i += 1)
    await server.api.createFlag("default", { key: `flag-${i}`, description: "x".repeat(2000) });
  await server.stop();
  const bytes = readFileSync(server.database);
  // From the second page on: the header stays that of a database.
  randomBytes(bytes.length - 4096).copy(bytes, 4096);
  writeFileSync(server.database, bytes);
  expect(await failedStart({ SWITCHYARD_DATABASE: `file:${server.database}` })).toContain(server.database);
});

it("a database whose files may not grow, as on a full disk", async () => {
  const path = freshFolder();
  const server = await startServer({ folder: path });
  await server.stop();
  const line = await failedStart({ SWITCHYARD_DATABASE: `file:${server.database}` }, "ulimit -f 1;");
  expect(line).toContain(`${server.database}: the disk is full, or its files may not grow`);
});

it.each([
  ["PORT", "eighty"],
  ["PORT", "70000"],
  ["SWITCHYARD_DATABASE", "mysql://localhost/flags"],
  ["SWITCHYARD_ADMIN_TOKEN", "short"],
])("a bad setting: %s=%s", async (name, value) => {
  const line = await failedStart({ [name]: value });
  expect(line).toContain(name);
  if (name === "SWITCHYARD_ADMIN_TOKEN") expect(line).not.toContain(value);
});
