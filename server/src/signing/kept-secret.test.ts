import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { StartError } from "../start-error.ts";
import { keptSecret } from "./kept-secret.ts";

function folder() {
  const path = mkdtempSync(join(tmpdir(), "switchyard-secret-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

it("is made once, beside the database, for this account only", () => {
  const database = join(folder(), "switchyard.db");
  const secret = keptSecret(`file:${database}`);
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect(keptSecret(`file:${database}`)).toBe(secret);
  expect(keptSecret(`file://${database}`)).toBe(secret);
  expect(statSync(`${database}.secret`).mode & 0o777).toBe(0o600);
});

it("is kept nowhere for a database that is kept nowhere, and not there at all where nothing is beside it", () => {
  expect(keptSecret("file::memory:")).not.toBe(keptSecret("file::memory:"));
  expect(keptSecret("postgres://localhost/x")).toBeUndefined();
});

it("is never replaced: what is damaged is named", () => {
  const database = join(folder(), "switchyard.db");
  writeFileSync(`${database}.secret`, "cut\n");
  expect(() => keptSecret(`file:${database}`)).toThrow(StartError);
  expect(() => keptSecret(`file:${database}`)).toThrow(
    "at least 32 characters, received 3; restore it, or set SWITCHYARD_SECRET",
  );
  expect(readFileSync(`${database}.secret`, "utf8")).toBe("cut\n");
  const other = join(folder(), "other.db");
  mkdirSync(`${other}.secret`);
  chmodSync(`${other}.secret`, 0o700);
  expect(() => keptSecret(`file:${other}`)).toThrow(/can't be kept in .*other\.db\.secret/);
});
