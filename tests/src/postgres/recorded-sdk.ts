import { type Client, createClient } from "@switchyard/sdk-node";
import type { Applied, Values } from "../faults/sdk-process.ts";

const CONTEXT = { targetingKey: "somebody" };

/** A Node SDK that writes down all that it applied, as `sdk-main.mjs` does. */
export class RecordedSdk {
  readonly applied: Applied[] = [];
  readonly flags: Client;

  constructor(url: string, sdkKey: string) {
    this.flags = createClient({ url, sdkKey, logger: { info() {}, warn() {}, error() {} } });
    this.flags.on("ready", () => this.#note([]));
    this.flags.on("change", ({ flags }) => this.#note(flags));
  }

  get version(): number {
    return this.flags.status.version ?? 0;
  }

  values(keys: Iterable<string>): Values {
    const value = (key: string) => this.flags.explain(key, CONTEXT).details.value ?? null;
    return Object.fromEntries([...keys].map((key) => [key, value(key)]));
  }

  #note(changed: readonly string[]): void {
    const { epoch = "", version = -1 } = this.flags.status;
    this.applied.push({ type: "applied", epoch, version, values: this.values(changed) });
  }
}
