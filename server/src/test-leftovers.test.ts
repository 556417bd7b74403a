import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { endLater, folderUntilEnd, undoLeftovers } from "./test-leftovers.ts";

const FOREVER = ["-e", "setInterval(() => {}, 1_000)"];

it("ends processes and removes folders that a test left", async () => {
  const { path } = folderUntilEnd("switchyard-left-");
  writeFileSync(join(path, "file"), "");
  const [alone, head] = [false, true].map((detached) => {
    const child = spawn(process.execPath, FOREVER, { cwd: path, detached, stdio: "ignore" });
    endLater(child, detached);
    return child;
  });
  await undoLeftovers();
  expect([alone?.signalCode, head?.signalCode, existsSync(path)]).toEqual(["SIGKILL", "SIGKILL", false]);
});

it("forgets what was undone", async () => {
  const { path, remove } = folderUntilEnd("switchyard-left-");
  const child = spawn(process.execPath, ["-e", ""], { stdio: "ignore" });
  endLater(child);
  await once(child, "exit");
  remove();
  await undoLeftovers();
  expect([child.exitCode, existsSync(path)]).toEqual([0, false]);
});
