import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "tsup";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";

// Real processes, real signals. That the whole server ends in order is shown in `tests`.

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const modules = `${sep}node_modules${sep}`;

let folder: string;
let child: ChildProcess;
let output: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "switchyard-shutdown-"));
  await build({
    entry: { ending: fileURLToPath(new URL("./shutdown-process.case.ts", import.meta.url)) },
    outDir: folder,
    format: "esm",
    outExtension: () => ({ js: ".mjs" }),
    external: ["pino"],
    config: false,
    silent: true,
  });
  const pino = createRequire(import.meta.url).resolve("pino");
  symlinkSync(pino.slice(0, pino.lastIndexOf(modules) + modules.length), join(folder, "node_modules"));
});
afterEach(() => child.kill("SIGKILL"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function start(wrong: string): Promise<void> {
  output = "";
  child = spawn(process.execPath, [join(folder, "ending.mjs"), wrong], { stdio: ["ignore", "pipe", "pipe"] });
  const up = new Promise<void>((resolve) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes("up\n")) resolve();
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
  });
  await Promise.race([up, once(child, "close")]);
}

it.each(["SIGINT", "SIGTERM"] as const)("ends in order with 0 on %s", async (signal) => {
  await start("nothing");
  child.kill(signal);
  expect(await once(child, "close")).toEqual([0, null]);
});

it("ends at once with 1 when it is asked again", async () => {
  await start("stuck");
  child.kill("SIGINT");
  child.kill("SIGTERM");
  expect(await once(child, "close")).toEqual([1, null]);
  expect(output).not.toContain("did not end in order");
});

it("ends with 0 and a warning when its parts take too long", async () => {
  await start("stuck");
  child.kill("SIGINT");
  expect(await once(child, "close")).toEqual([0, null]);
  expect(output).toContain("did not end in order within its time");
});

it("ends with 1 when ending fails, and says why", async () => {
  await start("closing");
  child.kill("SIGTERM");
  expect(await once(child, "close")).toEqual([1, null]);
  expect(output).toContain("no close");
});

it.each([
  ["rejection", "a rejection that nothing handled", "nobody waits for this"],
  ["exception", "an exception that nothing caught", "nobody catches this"],
])("ends with 1 on an unexpected %s, and names it", async (wrong, what, why) => {
  await start(wrong);
  if (child.exitCode === null) await once(child, "close");
  expect(child.exitCode).toBe(1);
  expect(output).toContain(what);
  expect(output).toContain(why);
});
