import { answerOfFlag, type CompiledFlag, type EvaluationContext, type Outcome, type Ruleset } from "@switchyard/core";
import type { KeyKind } from "../../storage/port.ts";
import { type Bulk, KeptBulk } from "./bulk.ts";
import type { FlagCounts } from "./flag-counts.ts";
import type { Served, Varying } from "./served.ts";
import { notFound, type Written, written } from "./written.ts";

/** Contexts times flags whose answers are kept; some 100 bytes each. */
const MAX_KEPT = 200_000;
/** Contexts whose answers are kept, and bodies that came once and are remembered to know those that come again. */
const MAX_BODIES = 2_000;
/** Longer bodies are rare, and answered anew each time. */
const MAX_KEPT_LENGTH = 2_048;

/**
 * What keys of one kind may see of one version. Every answer is written once, however often it is given: a flag has few,
 * and finding one among them costs less than writing it. Flags with one answer for everyone are not even asked.
 */
export class Answers {
  readonly #ruleset: Ruleset;
  readonly #kind: KeyKind;
  readonly #counts: FlagCounts;
  readonly #flags: ReadonlyMap<string, Varying | Served>;
  readonly #varying: readonly Varying[];
  /** What every bulk answer has: each is given whenever all are. */
  readonly #fixed: readonly Served[];
  /** What stands after the last flag that varies. */
  readonly #rest: string;
  /** How often all were given since they were last counted. */
  #times = 0;
  #isAscii = true;
  /** By the request's body: pages of the same person ask with the same one until something changes. */
  readonly #bulks = new Map<string, KeptBulk>();
  /** Most contexts are new where each request is of another person: keeping their answers would only fill the memory. */
  readonly #once = new Set<string>();

  constructor(ruleset: Ruleset, kind: KeyKind, counts: FlagCounts) {
    this.#ruleset = ruleset;
    this.#kind = kind;
    this.#counts = counts;
    const shown = [...ruleset.flags.values()].filter(({ clientSide }) => kind === "server" || clientSide);
    const varying: Varying[] = [];
    const fixed: Served[] = [];
    let before = '{"flags":[';
    const flags = shown
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map((flag, index): [string, Varying | Served] => {
        if (index > 0) before += ",";
        if (flag.answer === undefined) {
          const one = { flag, before, served: [] };
          before = "";
          varying.push(one);
          return [flag.key, one];
        }
        const one = this.#write(flag, flag.answer, "");
        before += one.json;
        fixed.push(one);
        return [flag.key, one];
      });
    this.#flags = new Map(flags);
    this.#varying = varying;
    this.#fixed = fixed;
    this.#rest = `${before}]`;
  }

  /** The body of one evaluation, and its status. */
  single(key: string, context: EvaluationContext): Written {
    const known = this.#flags.get(key);
    if (known) {
      const served = "before" in known ? this.#evaluate(known, context) : known;
      this.#count(served);
      return served;
    }
    // Also for a flag that is not for browsers: whoever has a client key learns nothing of it, not even that it is there.
    this.#counts.addUnknown(key);
    return notFound(key);
  }

  /**
   * All evaluations, failures included, each with its key.
   *
   * @param text the body that the context came in
   */
  bulk(text: string, context: EvaluationContext): Bulk {
    const known = this.#bulks.get(text);
    if (known) return known;
    if (text.length > MAX_KEPT_LENGTH || this.#isFirst(text)) {
      return { tag: (_, write) => write(), give: (eventStreams) => this.#giveOnce(context, eventStreams) };
    }
    const bulk = new KeptBulk({
      evaluate: () => this.#varying.map((one) => this.#evaluate(one, context)),
      write: (served, eventStreams) => {
        let body = "";
        for (const { item } of served) body += item;
        return `${body}${this.#rest}${eventStreams}}`;
      },
      first: (first) => this.#counts.addLater(first),
    });
    const { size } = this.#bulks;
    if (size >= MAX_BODIES || (size + 1) * this.#flags.size > MAX_KEPT) this.#bulks.clear();
    this.#bulks.set(text, bulk);
    return bulk;
  }

  /** The body of a bulk answer, which is sent now. */
  give(bulk: Bulk, eventStreams: string): string | Buffer {
    if (this.#times === 0) this.#counts.addLater(this);
    this.#times += 1;
    return bulk.give(eventStreams);
  }

  /** Hands what all bulk answers had to `count`, with how often they were given. */
  settle(count: (served: Served, times: number) => void): void {
    const times = this.#times;
    this.#times = 0;
    for (const one of this.#fixed) count(one, times);
  }

  /** Every character that was written so far is one byte. */
  get isAscii(): boolean {
    return this.#isAscii;
  }

  #isFirst(text: string): boolean {
    if (this.#once.delete(text)) return false;
    if (this.#once.size >= MAX_BODIES) this.#once.clear();
    this.#once.add(text);
    return true;
  }

  #giveOnce(context: EvaluationContext, eventStreams: string): string {
    let body = "";
    for (let i = 0; i < this.#varying.length; i += 1) {
      const served = this.#evaluate(this.#varying[i] as Varying, context);
      this.#count(served);
      body += served.item;
    }
    return `${body}${this.#rest}${eventStreams}}`;
  }

  #evaluate({ flag, before, served }: Varying, context: EvaluationContext): Served {
    const outcome = answerOfFlag(this.#ruleset, flag, context);
    // Almost always one of two or three: looking through them costs less than a map's look-up.
    for (let i = 0; i < served.length; i += 1) {
      const known = served[i] as Served;
      if (known.outcome === outcome) return known;
    }
    const made = this.#write(flag, outcome, before);
    served.push(made);
    return made;
  }

  #write({ key }: CompiledFlag, outcome: Outcome, before: string): Served {
    const answer = written(key, outcome, this.#kind);
    this.#isAscii &&= answer.isAscii;
    // Joined, not added: it is read thousands of times, and a sum of strings would be put together at each.
    const item = [before, answer.json].join("");
    return { ...answer, item, outcome, flag: key, variant: outcome.variant ?? null, count: 0 };
  }

  #count(served: Served): void {
    if (served.count === 0) this.#counts.add(served);
    served.count += 1;
  }
}
