import { readdirSync, readFileSync } from "node:fs";

/** How long a process was on a processor until now, all of its threads that are still there, in milliseconds. */
export function cpuTime(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.reduce((sum, thread) => sum + nanoseconds(`/proc/${pid}/task/${thread}/schedstat`), 0) / 1e6;
}

function nanoseconds(path: string): number {
  return Number(readFileSync(path, "utf8").split(" ")[0]);
}
