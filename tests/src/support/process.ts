import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { endLater } from "../../../server/src/test-leftovers.ts";

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

export interface Running {
  child: ChildProcess;
  /** Everything it printed so far, both streams, by line. */
  lines: string[];
  /** Resolves with the first line that matches, printed already or yet to come; rejects when the process ends first. */
  line(pattern: RegExp, timeoutMs?: number): Promise<RegExpMatchArray>;
  /** Resolves with the exit code, or the signal's name. */
  exit: Promise<number | string>;
  /** Sends a signal and waits for the end. */
  end(signal?: NodeJS.Signals): Promise<number | string>;
}

/** Starts a real process and reads what it prints. */
export function run(
  command: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; detached?: boolean } = {},
): Running {
  const child = spawn(command, args, {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", ...options.env },
    detached: options.detached ?? false,
    stdio: ["ignore", "pipe", "pipe"],
  });
  endLater(child, options.detached);
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  let ended: number | string | undefined;
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      for (const listener of listeners) listener();
    });
  }
  // "close" comes after the last byte of output, "exit" may come before it.
  const exit = once(child, "close").then(([code, signal]) => {
    ended = (code as number | null) ?? (signal as string);
    for (const listener of listeners) listener();
    return ended;
  });

  const line = (pattern: RegExp, timeoutMs = 30_000) =>
    new Promise<RegExpMatchArray>((resolve, reject) => {
      const look = () => {
        const match = lines.map((text) => text.match(pattern)).find((found) => found !== null);
        if (match) settle(() => resolve(match));
        else if (ended !== undefined)
          settle(() => reject(new Error(`${command} ended with ${ended} before ${pattern}:\n${lines.join("\n")}`)));
      };
      const timer = setTimeout(
        () => settle(() => reject(new Error(`no ${pattern} in ${timeoutMs} ms:\n${lines.join("\n")}`))),
        timeoutMs,
      );
      const settle = (done: () => void) => {
        clearTimeout(timer);
        listeners.delete(look);
        done();
      };
      listeners.add(look);
      look();
    });

  const end = async (signal: NodeJS.Signals = "SIGTERM") => {
    if (ended === undefined) child.kill(signal);
    return exit;
  };
  return { child, lines, line, exit, end };
}
