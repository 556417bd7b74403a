import { type EvaluationContext, type Ruleset, toClientFlag } from "@switchyard/core";
import { canonicalJson } from "../../storage/canonical-json.ts";
import type { Entry } from "../environment/entry.ts";
import { frameText } from "../socket/frame.ts";
import { snapshotText } from "../socket/messages.ts";

/** What browsers may know of one version: answers and rollouts, never a rule, a segment or anybody's key. */
export class BrowserView {
  readonly entry: Entry;
  /** What is the same for everyone, as JSON by flag key. */
  readonly shared: ReadonlyMap<string, string>;
  /** Flags whose answer depends on the context. */
  readonly personal: ReadonlySet<string>;
  /** The few answers that a flag can give, serialised once for all connections. */
  readonly #answers = new Map<string, string>();
  /** The last snapshot without personal answers: most browsers are still at their first context. */
  #frame?: { contextId?: number; bytes: Buffer };

  private constructor(entry: Entry, shared: ReadonlyMap<string, string>, personal: ReadonlySet<string>) {
    this.entry = entry;
    this.shared = shared;
    this.personal = personal;
  }

  static of(entry: Entry): BrowserView {
    return BrowserView.#with(entry, new Map(), new Set(), entry.ruleset.flags.keys());
  }

  /** Looks only at the flags that changed. */
  after(entry: Entry, changed: Iterable<string>): BrowserView {
    return BrowserView.#with(entry, new Map(this.shared), new Set(this.personal), changed);
  }

  static #with(entry: Entry, shared: Map<string, string>, personal: Set<string>, changed: Iterable<string>) {
    for (const key of changed) {
      shared.delete(key);
      personal.delete(key);
      const visible = toClientFlag(entry.ruleset, key, undefined);
      if (visible?.shared) shared.set(key, canonicalJson(visible.flag));
      else if (visible) personal.add(key);
    }
    return new BrowserView(entry, shared, personal);
  }

  shows(key: string): boolean {
    return this.shared.has(key) || this.personal.has(key);
  }

  /** A personal flag's answer for one context, as JSON. */
  answer(key: string, context: EvaluationContext): string {
    const ruleset: Ruleset = this.entry.ruleset;
    const flag = toClientFlag(ruleset, key, context)?.flag ?? { key, errorCode: "FLAG_NOT_FOUND" };
    if (!("reason" in flag)) return canonicalJson(flag);
    const { guard } = flag;
    const id = `${key} ${flag.reason} ${flag.variant}${guard ? ` ${guard.treated} ${guard.shard}` : ""}`;
    const known = this.#answers.get(id);
    if (known !== undefined) return known;
    const json = canonicalJson(flag);
    this.#answers.set(id, json);
    return json;
  }

  /**
   * @param answers of the personal flags, by key
   * @param contextId what the browser calls the context that they are for
   */
  snapshot(answers: ReadonlyMap<string, string>, contextId?: number): Buffer {
    if (answers.size > 0) return this.#framed(new Map([...this.shared, ...answers]), contextId);
    if (this.#frame?.contextId !== contextId || !this.#frame) {
      this.#frame = { contextId, bytes: this.#framed(this.shared, contextId) };
    }
    return this.#frame.bytes;
  }

  #framed(flags: ReadonlyMap<string, string>, contextId?: number): Buffer {
    const sorted = [...flags.keys()].sort().map((key) => flags.get(key) ?? "");
    const { epoch, version, stamp } = this.entry;
    return frameText(snapshotText({ epoch, version, stamp, contextId }, sorted));
  }
}
