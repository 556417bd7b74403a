import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

type Undo = () => unknown;

/** The newest last: a process runs in a folder that is older. */
const left = new Set<Undo>();

/**
 * For processes that tests start and folders that they make. A test undoes them itself; one that fails or runs out of
 * time may not get there, or goes on after its file has ended.
 *
 * @param undo what can be done at once it does before it waits for anything: when the process exits, nothing is waited for
 * @returns for when it is undone
 */
export function undoLater(undo: Undo): () => void {
  left.add(undo);
  return () => void left.delete(undo);
}

/** @param isGroup it is the head of a process group, which ends with it */
export function endLater(child: ChildProcess, isGroup = false): void {
  const { pid } = child;
  if (pid === undefined) return;
  const forget = undoLater(async () => {
    const end = once(child, "exit");
    try {
      process.kill(isGroup ? -pid : pid, "SIGKILL");
    } catch {
      // It has ended at this moment.
    }
    await end;
  });
  child.once("exit", forget);
}

/** A temporary folder. */
export function folderUntilEnd(name: string): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), name));
  const remove = () => {
    rmSync(path, { recursive: true, force: true, maxRetries: 5 });
    forget();
  };
  const forget = undoLater(remove);
  return { path, remove };
}

/** Undoes what is left. */
export async function undoLeftovers(): Promise<void> {
  for (let undo = takeNewest(); undo; undo = takeNewest()) await undo();
}

function takeNewest(): Undo | undefined {
  const newest = [...left].at(-1);
  if (newest) left.delete(newest);
  return newest;
}

process.on("exit", () => {
  for (let undo = takeNewest(); undo; undo = takeNewest()) {
    try {
      undo();
    } catch {
      // The others are undone all the same, and the exit code stays what it is.
    }
  }
});
