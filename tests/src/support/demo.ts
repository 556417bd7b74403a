import { execFileSync } from "node:child_process";
import { type Running, run } from "./process.ts";

export interface Demo extends Running {
  /** The process ids of everything it started that runs now. */
  descendants(): number[];
  /** To the whole process group, as a terminal does with Ctrl-C. */
  signal(name: NodeJS.Signals): void;
}

/** `npm start` in a process group of its own, as in a terminal. */
export function npmStart(env: NodeJS.ProcessEnv): Demo {
  const running = run("npm", ["start"], { env, detached: true });
  const { pid } = running.child;
  if (pid === undefined) throw new Error("npm could not be started");
  return {
    ...running,
    descendants: () => descendantsOf(pid),
    signal: (name) => process.kill(-pid, name),
  };
}

function descendantsOf(root: number): number[] {
  const rows = execFileSync("ps", ["-axo", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((row) => row.trim().split(/\s+/).map(Number) as [number, number]);
  const found = [root];
  for (const parent of found) for (const [pid, ppid] of rows) if (ppid === parent) found.push(pid);
  return found.slice(1);
}
