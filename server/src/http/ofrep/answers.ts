import { answerOf, type EvaluationContext, type Ruleset } from "@switchyard/core";
import type { KeyKind } from "../../storage/port.ts";
import { Bulk } from "./bulk.ts";
import type { FlagCounts } from "./flag-counts.ts";
import type { Served } from "./served.ts";
import { notFound, type Written, written } from "./written.ts";

/** Contexts times flags whose answers are kept; some 100 bytes each. */
const MAX_KEPT = 200_000;

/**
 * What keys of one kind may see of one version. Every answer is written once, however often it is given: a flag has few,
 * and finding one among them costs less than writing it.
 */
export class Answers {
  readonly #ruleset: Ruleset;
  readonly #kind: KeyKind;
  readonly #served: ReadonlyMap<string, Served[]>;
  readonly #counts: FlagCounts;
  /** By the request's body: pages of the same person ask with the same one until something changes. */
  readonly #bulks = new Map<string, Bulk>();

  constructor(ruleset: Ruleset, kind: KeyKind, counts: FlagCounts) {
    this.#ruleset = ruleset;
    this.#kind = kind;
    this.#counts = counts;
    const shown = [...ruleset.flags.values()].filter(({ clientSide }) => kind === "server" || clientSide);
    this.#served = new Map(shown.map(({ key }): [string, Served[]] => [key, []]).sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** The body of one evaluation, and its status. */
  single(key: string, context: EvaluationContext): Written {
    const all = this.#served.get(key);
    if (all) {
      const served = this.#evaluate(key, all, context);
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
    const bulk = new Bulk(() => Array.from(this.#served, ([key, all]) => this.#evaluate(key, all, context)));
    if ((this.#bulks.size + 1) * this.#served.size > MAX_KEPT) this.#bulks.clear();
    this.#bulks.set(text, bulk);
    return bulk;
  }

  /** The body of a bulk answer, which is sent now. */
  give(bulk: Bulk, eventStreams: string): Buffer {
    return bulk.give(eventStreams, () => this.#counts.addLater(bulk));
  }

  #evaluate(key: string, all: Served[], context: EvaluationContext): Served {
    const outcome = answerOf(this.#ruleset, key, context);
    const known = all.find((one) => one.outcome === outcome);
    if (known) return known;
    const { variant = null } = outcome;
    const answer = written(key, outcome, this.#kind);
    const served = { ...answer, bytes: Buffer.from(answer.json), outcome, flag: key, variant, count: 0 };
    all.push(served);
    return served;
  }

  #count(served: Served): void {
    if (served.count === 0) this.#counts.add(served);
    served.count += 1;
  }
}
