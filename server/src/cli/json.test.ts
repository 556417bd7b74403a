import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { saveFlag } from "../test-sdk-data.case.ts";
import { ADMIN_TOKEN, startTestServer, type TestServer } from "../test-server.ts";
import { createProgram, leavesOf, run } from "./program.ts";

// Every command prints JSON when it is asked to, of what it did and of what went wrong; with nothing but the operator's token.

vi.setConfig({ testTimeout: 60_000 });

let server: TestServer;
let cwd: string;

beforeAll(async () => {
  server = await startTestServer();
  cwd = mkdtempSync(join(tmpdir(), "switchyard-json-"));
  await saveFlag(server, "checkout", { percentage: 5 });
  writeFileSync(join(cwd, "cart.ts"), 'flags.isEnabled("checkout");\n');
  for (const line of ["export --out flags.json", "audit export --out log.jsonl"])
    expect((await type(line)).code).toBe(0);
  // Sign-in is down, and there is no UI.
  const sqlite = new BetterSqlite3(join(server.folder, "switchyard.db"));
  sqlite.exec(`vacuum into '${join(cwd, "copy.db")}'`);
  for (const table of ["sessions", "identities"]) sqlite.exec(`alter table ${table} rename to ${table}_gone`);
  sqlite.close();
});
afterAll(async () => {
  await server.close();
  rmSync(cwd, { recursive: true });
});

async function type(line: string, env: Record<string, string> = {}) {
  const said: string[] = [];
  const failed: string[] = [];
  const all = {
    SWITCHYARD_URL: server.url,
    SWITCHYARD_ADMIN_TOKEN: ADMIN_TOKEN,
    SWITCHYARD_DATABASE: `file:${join(server.folder, "switchyard.db")}`,
    ...env,
  };
  const args = line.split(" ").map((part) => part.replace("CWD", cwd));
  const code = await run(args, { out: (text) => said.push(text), env: all, cwd }, (text) => failed.push(text));
  return { code, out: said, error: failed };
}

const nameOf = (command: { name(): string; parent: { name(): string } | null }) =>
  command.parent?.name() === "audit" ? `audit ${command.name()}` : command.name();
const COMMANDS = leavesOf(createProgram({ out() {}, env: {}, cwd: "" }, async () => {}));

/** A call of each that is well, and one that is not, with what it then says. */
const CALLS: Record<
  string,
  { well: string; code?: number; lines?: true; wrong: string; says: [code: string, exit: number] }
> = {
  kill: { well: "checkout --wait 0", wrong: "nothing --wait 0", says: ["NOT_FOUND", 3] },
  restore: { well: "checkout --wait 0", wrong: "nothing --wait 0", says: ["NOT_FOUND", 3] },
  drill: { well: "--wait 0", wrong: "--wait 0 --project nowhere", says: ["NOT_FOUND", 3] },
  ramp: { well: "checkout 6", wrong: "checkout 101", says: ["INVALID_CALL", 2] },
  status: { well: "checkout", wrong: "nothing", says: ["NOT_FOUND", 3] },
  flags: { well: "", wrong: "--project nowhere", says: ["NOT_FOUND", 3] },
  changes: { well: "--limit 2", wrong: "--limit many", says: ["INVALID_REQUEST", 3] },
  "export-changes": { well: "", lines: true, wrong: "--format csv", says: ["INVALID_CALL", 2] },
  "audit export": { well: "", lines: true, wrong: "--out CWD", says: ["INVALID_CALL", 2] },
  "audit verify": { well: "log.jsonl", wrong: "nothing.jsonl", says: ["INVALID_CALL", 2] },
  plan: { well: "flags.json", wrong: "nothing.json", says: ["INVALID_CALL", 2] },
  apply: { well: "flags.json", wrong: "flags.json --project nowhere", says: ["NOT_FOUND", 3] },
  export: { well: "", wrong: "--out CWD", says: ["INVALID_CALL", 2] },
  eval: { well: 'checkout --context {"targetingKey":"ann"}', wrong: "checkout --context x", says: ["INVALID_CALL", 2] },
  refs: { well: ".", wrong: ". --format text", says: ["INVALID_CALL", 2] },
  types: { well: "", wrong: "--sdk java", says: ["INVALID_CALL", 2] },
  backup: {
    well: "CWD/backup.jsonl --database file:CWD/copy.db",
    wrong: "CWD/backup2 --database file:/nowhere/x.db",
    says: ["DATABASE", 3],
  },
  "restore-backup": {
    well: "CWD/backup.jsonl --database file:CWD/restored.db",
    wrong: "CWD/nothing --database file:CWD/other.db",
    says: ["DATABASE", 3],
  },
  // Where it is well it takes a PostgreSQL of its own: tests of the storage do that.
  "migrate-to-postgres": { well: "", wrong: "file:x file:y", says: ["INVALID_CALL", 2] },
};

/** They need no server. */
const LOCAL = ["migrate-to-postgres", "backup", "restore-backup", "audit verify"];

const document = (parts: string[]) => JSON.parse(parts.join("\n")) as unknown;

it("is in the table of calls, whatever command it is", () => {
  expect(COMMANDS.map(nameOf).sort()).toEqual(Object.keys(CALLS).sort());
});

it("works without sign-in and UI", async () => {
  const headers = { cookie: "switchyard_session=x" };
  const session = await fetch(`${server.url}/api/v1/session`, { headers });
  expect(session.status).toBeGreaterThanOrEqual(500);
  expect((await fetch(`${server.url}/`)).status).toBe(404);
});

describe.each(COMMANDS.map((command) => [nameOf(command), command] as const))("switchyard %s", (name, command) => {
  const { well, lines, wrong, says } = CALLS[name] ?? { well: "", wrong: "", says: ["", 0] };

  it("takes --json", () => {
    expect(command.options.map(({ long }) => long)).toContain("--json");
  });

  // It needs an empty PostgreSQL, and prints what restore-backup does.
  if (name !== "migrate-to-postgres")
    it("prints one JSON document, or JSON Lines, and nothing else", async () => {
      const { code, out, error } = await type(`${name} ${well} --json`.replace(/ +/g, " "));
      expect({ code, error }).toEqual({ code: 0, error: [] });
      if (lines) expect(out.map((line) => typeof JSON.parse(line)).every((kind) => kind === "object")).toBe(true);
      else expect(document(out)).toBeInstanceOf(Object);
      expect(out.length).toBeGreaterThan(0);
    });

  it("says what is wrong in the shape of the API's errors, on stderr alone, with the code that it ends with", async () => {
    const { code, out, error } = await type(`${name} ${wrong} --json`);
    expect(out).toEqual([]);
    expect({ code, said: document(error) }).toEqual({
      code: says[1],
      said: { error: expect.objectContaining({ code: says[0], message: expect.any(String), exitCode: code }) },
    });
    const inWords = await type(
      `${name} ${wrong.replace("--format csv", "--format xml").replace("--format text", "--format x")}`,
    );
    expect(inWords.code).toBe(name === "export-changes" ? 3 : says[1]);
    expect(inWords.error.join("\n")).not.toMatch(/^\s*\{/);
  });

  it("says so of a wrong option, too", async () => {
    const { code, out, error } = await type(`${name} --explode --json`);
    expect({ code, out }).toEqual({ code: 2, out: [] });
    expect(document(error)).toEqual({
      error: { code: "INVALID_CALL", message: expect.stringContaining("--explode"), exitCode: 2 },
    });
  });

  if (LOCAL.includes(name)) return;
  it("finds no server", async () => {
    const { code, error } = await type(`${name} ${well} --json`.replace(/ +/g, " "), {
      SWITCHYARD_URL: "http://127.0.0.1:9",
    });
    expect({ code, said: document(error) }).toMatchObject({
      code: 3,
      said: { error: { code: "NO_SERVER", exitCode: 3 } },
    });
  });
});
