import { History } from "../environment/history.ts";
import type { LiveEnvironment, Update } from "../environment/live-environment.ts";
import { frameText } from "../socket/frame.ts";
import { FrameCache } from "../socket/frame-cache.ts";
import { changesText } from "../socket/messages.ts";
import { BrowserView } from "./browser-view.ts";

/** What the browsers of one environment have in common. Exists from the first browser on. */
export class BrowserFeed {
  readonly #frames = new FrameCache();
  #view: BrowserView;
  /** Of flags that browsers see or saw, from the version on at which the first browser came. */
  #history: History;

  constructor(environment: Pick<LiveEnvironment, "entry">) {
    this.#view = BrowserView.of(environment.entry);
    this.#history = new History(environment.entry.version);
  }

  get view(): BrowserView {
    return this.#view;
  }

  update({ entry, touched, changed }: Update): void {
    const before = this.#view;
    if (touched.length === 0 || changed === undefined) {
      this.#view = BrowserView.of(entry);
      this.#history = new History(entry.version);
      return;
    }
    this.#view = before.after(entry, changed);
    // Not one flag's name that browsers may not know.
    const flags = changed.filter((key) => before.shows(key) || this.#view.shows(key));
    this.#history.add([{ version: entry.version, flags, segments: [] }]);
  }

  /** The flags that changed for browsers since `version`, or `undefined` when it is out of reach. */
  since(version: number): ReadonlySet<string> | undefined {
    return this.#history.since(version)?.flags;
  }

  /** The frame from `version` to the newest with what is the same for everyone: one, however many browsers there are. */
  changes(version: number, touched: ReadonlySet<string>): Buffer | undefined {
    return this.#frames.get(this.#view, version, () => this.compose(version, touched, []));
  }

  /** As {@link changes}, with the answers for one context. */
  compose(from: number, touched: ReadonlySet<string>, answers: string[]): Buffer {
    const { shared, entry } = this.#view;
    const keys = [...touched].sort();
    const flags = keys.flatMap((key) => shared.get(key) ?? []);
    const removed = { flags: keys.filter((key) => !this.#view.shows(key)) };
    return frameText(
      changesText({ from, to: entry.version, stamp: entry.stamp, flags: [...flags, ...answers], removed }),
    );
  }
}
