import { readdirSync, readFileSync } from "node:fs";
import type { TestServer } from "./server.ts";

/** Preloaded into a server (`NODE_OPTIONS=--import …`) whose usage is to be read. */
export const TELL_HEAP = new URL("../faults/tell-heap.mjs", import.meta.url).href;

export interface Usage {
  /** What is in use, when garbage was collected. */
  heapMb: number;
  rssMb: number;
  descriptors: number;
}

/** @returns a function that says what the server's process uses now */
export function usageReader({ process: { child, line } }: TestServer): () => Promise<Usage> {
  let asked = 0;
  return async () => {
    asked += 1;
    child.kill("SIGUSR2");
    const [, heap] = await line(new RegExp(`^heap ${asked}: ([0-9.]+) MB`));
    return { heapMb: Number(heap), ...resident(child.pid) };
  };
}

/** As Linux tells it; elsewhere it is not measured. */
function resident(pid: number | undefined) {
  if (process.platform !== "linux") return { rssMb: 0, descriptors: 0 };
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return { rssMb: Math.round(Number(kilobytes) / 1024), descriptors: readdirSync(`/proc/${pid}/fd`).length };
}
