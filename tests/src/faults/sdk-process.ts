import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { endLater } from "../../../server/src/test-leftovers.ts";

const MAIN = fileURLToPath(new URL("./sdk-main.mjs", import.meta.url));

/** Values by flag; `null` where there is no such flag. */
export type Values = Record<string, unknown>;

export interface Applied {
  type: "applied";
  epoch: string;
  version: number;
  /** Of the flags that changed. */
  values: Values;
}

export interface Answer {
  type: "answer";
  id: number;
  state: string;
  epoch?: string;
  version?: number;
  lastSyncAt?: number;
  values: Values;
}

type Line =
  | { type: "started" }
  | Applied
  | Answer
  | { type: "connection"; state: string }
  | { type: "log"; level: string; text: string }
  /** Not from the SDK: an exception, a stack. */
  | { type: "noise"; text: string };

/** The Node SDK, built, in a process of its own. */
export class SdkProcess {
  /** Everything it said so far. */
  readonly lines: Line[] = [];
  readonly #child;
  readonly #waiting = new Set<() => void>();
  readonly #exit: Promise<unknown>;
  #hasEnded = false;
  #asked = 0;

  constructor(url: string, sdkKey: string, env: NodeJS.ProcessEnv = {}) {
    this.#child = spawn(process.execPath, [MAIN], {
      env: { ...process.env, SWITCHYARD_URL: url, SWITCHYARD_SDK_KEY: sdkKey, ...env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    endLater(this.#child);
    this.#child.stdin.on("error", () => {});
    createInterface({ input: this.#child.stdout }).on("line", (line) => this.#take(JSON.parse(line) as Line));
    createInterface({ input: this.#child.stderr }).on("line", (text) => this.#take({ type: "noise", text }));
    this.#exit = once(this.#child, "close").then(() => {
      this.#hasEnded = true;
      this.#tell();
    });
  }

  /** What it applied, in order. */
  get applied(): Applied[] {
    return this.lines.filter((line) => line.type === "applied");
  }

  /** Its connection's states, in order. */
  get states(): string[] {
    return this.lines.flatMap((line) => (line.type === "connection" ? [line.state] : []));
  }

  /** What it said that no SDK should ever say. */
  get noise(): string[] {
    return this.lines.flatMap((line) => (line.type === "noise" ? [line.text] : []));
  }

  /** What it evaluates these flags to, now. */
  async ask(...keys: string[]): Promise<Answer> {
    const id = this.#asked++;
    this.#child.stdin.write(`${JSON.stringify({ id, keys })}\n`);
    let answer: Answer | undefined;
    await this.until(() => {
      answer = this.lines.find((line): line is Answer => line.type === "answer" && line.id === id);
      return answer !== undefined;
    });
    if (!answer) throw new Error("unreachable");
    return answer;
  }

  /** Resolves when it said what makes the condition true; rejects when it ends first. */
  async until(condition: (sdk: this) => boolean): Promise<void> {
    while (!condition(this)) {
      if (this.#hasEnded) throw new Error(`the SDK's process has ended:\n${JSON.stringify(this.lines, null, 1)}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** Resolves when the newest that it said of this flag is `value`. */
  untilValue(key: string, value: unknown): Promise<void> {
    return this.until(() => this.applied.findLast(({ values }) => Object.hasOwn(values, key))?.values[key] === value);
  }

  untilLive(): Promise<void> {
    return this.until(() => this.states.at(-1) === "live");
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async end(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#exit;
  }

  #take(line: Line): void {
    this.lines.push(line);
    this.#tell();
  }

  #tell(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }
}
