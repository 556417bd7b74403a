import type { Quarantined } from "../../storage/port.ts";
import type { Entry, Item } from "../environment/entry.ts";
import type { LiveEnvironment } from "../environment/live-environment.ts";
import { frameText } from "../socket/frame.ts";
import { FrameCache } from "../socket/frame-cache.ts";
import { changesText, currentText } from "../socket/messages.ts";
import type { Reader } from "./subscription.ts";

/** What server SDKs are told: everything, and all of them the same bytes. */
export class ServerReader implements Reader {
  readonly #environment: LiveEnvironment;
  readonly #frames = new FrameCache();

  constructor(environment: LiveEnvironment) {
    this.#environment = environment;
  }

  current(): Buffer {
    return frameText(currentText(this.#environment.entry.version));
  }

  snapshot(): Buffer {
    return this.#environment.entry.frame;
  }

  changes(version: number): Buffer | undefined {
    return this.#frames.get(this.#environment.entry, version, () => this.#changes(version));
  }

  #changes(from: number): Buffer | undefined {
    const { entry, history } = this.#environment;
    const touched = history.since(from);
    if (touched === undefined) return undefined;
    const flags = split(touched.flags, entry.flags, damaged(entry, "flag"));
    const segments = split(touched.segments, entry.segments, damaged(entry, "segment"));
    const removed = { flags: flags.gone, segments: segments.gone };
    const { version: to, stamp } = entry;
    return frameText(changesText({ from, to, stamp, flags: flags.present, segments: segments.present, removed }));
  }
}

const damaged = (entry: Entry, kind: Quarantined["kind"]) =>
  new Set(entry.damaged.flatMap((row) => (row.kind === kind ? row.key : [])));

/** What is there now, as JSON, and what isn't any more. Of what can't be read, everyone keeps what they have. */
function split(keys: ReadonlySet<string>, items: ReadonlyMap<string, Item<unknown>>, kept: ReadonlySet<string>) {
  const present: string[] = [];
  const gone: string[] = [];
  for (const key of [...keys].sort()) {
    const item = items.get(key);
    if (item) present.push(item.json);
    else if (!kept.has(key)) gone.push(key);
  }
  return { present, gone };
}
