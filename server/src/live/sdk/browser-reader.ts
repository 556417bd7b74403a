import type { EvaluationContext } from "@switchyard/core";
import { frameText } from "../socket/frame.ts";
import { currentText } from "../socket/messages.ts";
import type { BrowserFeed } from "./browser-feed.ts";
import type { Reader } from "./subscription.ts";

/** What one browser is told: what is the same for everyone, and the answers for its context. */
export class BrowserReader implements Reader {
  readonly #feed: BrowserFeed;
  readonly #context: EvaluationContext;
  readonly #contextId?: number;
  /** The personal answers it was told last, as JSON by flag key; `undefined` when we don't know what it has. */
  #told?: Map<string, string>;

  constructor(feed: BrowserFeed, context: EvaluationContext, contextId?: number) {
    this.#feed = feed;
    this.#context = context;
    this.#contextId = contextId;
  }

  current(): Buffer {
    const { view } = this.#feed;
    this.#told = this.#answers(view.personal);
    return frameText(currentText(view.entry.version));
  }

  snapshot(): Buffer {
    const { view } = this.#feed;
    this.#told = this.#answers(view.personal);
    return view.snapshot(this.#told, this.#contextId);
  }

  changes(version: number): Buffer | undefined {
    const touched = this.#feed.since(version);
    if (touched === undefined) return undefined;
    const { personal } = this.#feed.view;
    const told = this.#told;
    const answers = this.#answers(told ? [...touched].filter((key) => personal.has(key)) : personal);
    const news = [...answers].filter(([key, json]) => told?.get(key) !== json);

    this.#told = new Map([...(told ?? []), ...answers]);
    for (const key of touched) if (!personal.has(key)) this.#told.delete(key);
    if (news.length === 0) return this.#feed.changes(version, touched);
    return this.#feed.compose(
      version,
      touched,
      news.map(([, json]) => json),
    );
  }

  #answers(keys: Iterable<string>): Map<string, string> {
    const { view } = this.#feed;
    return new Map([...keys].sort().map((key) => [key, view.answer(key, this.#context)]));
  }
}
