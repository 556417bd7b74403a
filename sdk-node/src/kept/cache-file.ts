import { createHash, randomUUID } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Ruleset, Snapshot } from "@switchyard/core";
import type { Held, Platform } from "@switchyard/core/client";
import type { Advice } from "../advice.ts";
import { MAX_MESSAGE_BYTES } from "../request.ts";

const FORMAT = 1;
/** A snapshot, and the line before it. */
const MAX_FILE_BYTES = MAX_MESSAGE_BYTES + 1_024;
/** Changes that come together are written together. */
const SETTLE_MS = 500;

interface Header {
  switchyard: number;
  /** Whose flags these are: another address or key never takes them. */
  of: string;
  sha256: string;
}

export interface CacheFile {
  /** The snapshot that was kept, as the server would send it; `undefined` without a good one. */
  read(): string | undefined;
  /** Keeps what is held, soon. */
  keep(held: Held<Ruleset>): void;
  /** Waits for what is being written. */
  flush(): Promise<void>;
}

/**
 * A copy of the last good flags on disk. Written beside the file, synced and renamed over it, so that whoever reads finds a
 * whole old or a whole new one, whenever the process or the machine dies.
 *
 * @param owner the address and key that the flags belong to; only its hash is written
 */
export function createCacheFile(path: string, owner: string, advice: Advice, timer: Platform["timer"]): CacheFile {
  const of = sha256(owner);
  let wanted: Held<Ruleset> | undefined;
  /** The last of the writes, each of which waits for the one before. */
  let writing = Promise.resolve();
  let cancel: (() => void) | undefined;
  let isFirst = true;

  async function write() {
    const held = wanted;
    if (!held) return;
    wanted = undefined;
    if (isFirst) await removeLeftovers(path);
    isFirst = false;
    try {
      await replace(path, fileText(of, held));
    } catch (error) {
      advice.once("warn", `the cache file ${path} can't be written: ${(error as Error).message}`);
    }
  }

  function start() {
    cancel?.();
    cancel = undefined;
    writing = writing.then(write);
    return writing;
  }

  return {
    read() {
      let text: string;
      try {
        const { size } = statSync(path);
        if (size > MAX_FILE_BYTES) throw new Error(`it may have ${MAX_FILE_BYTES} bytes, and has ${size}`);
        text = readFileSync(path, "utf8");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        advice.once("warn", `the cache file ${path} can't be read: ${(error as Error).message}`);
        return undefined;
      }
      const { body, problem } = bodyOf(text, of);
      if (problem) advice.once("warn", `the cache file ${path} is left out: ${problem}`);
      return body;
    },
    keep(held) {
      wanted = held;
      cancel ??= timer(start, SETTLE_MS);
    },
    flush: start,
  };
}

function fileText(of: string, { have, data }: Held<Ruleset>): string {
  const sources = <Item extends { source: unknown }>(items: ReadonlyMap<string, Item>) =>
    [...items.values()].map(({ source }) => source);
  const snapshot = { type: "snapshot", ...have, flags: sources(data.flags), segments: sources(data.segments) };
  const body = JSON.stringify(snapshot satisfies { [Field in keyof Snapshot]?: unknown });
  return `${JSON.stringify({ switchyard: FORMAT, of, sha256: sha256(body) } satisfies Header)}\n${body}`;
}

function bodyOf(text: string, of: string): { body?: string; problem?: string } {
  const end = text.indexOf("\n");
  const body = text.slice(end + 1);
  let header: Partial<Header>;
  try {
    header = JSON.parse(text.slice(0, end));
  } catch {
    return { problem: "its first line is damaged" };
  }
  if (header?.switchyard !== FORMAT) return { problem: "it is of another version of this SDK" };
  if (header.of !== of) return { problem: "it belongs to another server or SDK key" };
  if (header.sha256 !== sha256(body)) return { problem: "it is damaged" };
  return { body };
}

async function replace(path: string, text: string): Promise<void> {
  // Two clients of one process, or of two containers, must not write into one file.
  const beside = `${path}.${randomUUID()}.${process.pid}.tmp`;
  try {
    const file = await open(beside, "w", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  // The name, too, must survive. Not every system lets a folder be synced.
  const folder = await open(dirname(path), "r").catch(() => undefined);
  await folder?.sync().catch(() => {});
  await folder?.close();
}

/** What processes left behind that were killed while they wrote. */
async function removeLeftovers(path: string): Promise<void> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const pid = name.startsWith(`${basename(path)}.`) ? /\.(\d+)\.tmp$/.exec(name)?.[1] : undefined;
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(folder, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
