import { answerOf, type EvaluationContext, type JsonValue, type Outcome, type Ruleset } from "@switchyard/core";
import type { KeyKind } from "../../storage/port.ts";
import type { FlagCounts } from "./flag-counts.ts";
import type { RefusalBody } from "./refusal.ts";

/** One of the answers that a flag can give, as it goes out, for one kind of key. */
interface Served {
  readonly flag: string;
  readonly variant: string | null;
  readonly json: string;
  /** Undefined for an answer, the refusal's status otherwise. */
  readonly status: number;
  /** How often it was given since it was last counted. */
  count: number;
}

/** What keys of one kind may see of one version: every answer is written once, however often it is given. */
export class Answers {
  readonly #ruleset: Ruleset;
  readonly #kind: KeyKind;
  readonly #keys: readonly string[];
  readonly #served = new Map<Outcome, Served>();
  readonly #counts: FlagCounts;

  constructor(ruleset: Ruleset, kind: KeyKind, counts: FlagCounts) {
    this.#ruleset = ruleset;
    this.#kind = kind;
    this.#counts = counts;
    this.#keys = [...ruleset.flags.keys()].filter((key) => this.#mayShow(key)).sort();
  }

  /** The body of one evaluation, and its status. */
  single(key: string, context: EvaluationContext): { status: number; json: string } {
    // Also for a flag that is not for browsers: whoever has a client key learns nothing of it, not even that it is there.
    if (!this.#mayShow(key)) {
      this.#counts.addUnknown(key);
      return { status: 404, json: JSON.stringify(notFound(key)) };
    }
    return this.#serve(key, context);
  }

  /** The list of all evaluations, failures included, each with its key. */
  bulk(context: EvaluationContext): string {
    let list = "";
    for (const key of this.#keys) {
      const { json } = this.#serve(key, context);
      list = list === "" ? json : `${list},${json}`;
    }
    return `[${list}]`;
  }

  #mayShow(key: string): boolean {
    const flag = this.#ruleset.flags.get(key);
    return flag !== undefined && (this.#kind === "server" || flag.clientSide);
  }

  #serve(key: string, context: EvaluationContext): Served {
    const outcome = answerOf(this.#ruleset, key, context);
    const known = this.#served.get(outcome);
    // The evaluator's own failure is one outcome for all flags.
    const served = known?.flag === key ? known : this.#write(key, outcome);
    if (served.count === 0) this.#counts.add(served);
    served.count += 1;
    return served;
  }

  #write(key: string, outcome: Outcome): Served {
    const { value, variant } = outcome;
    const isAnswer = value !== undefined && variant !== undefined;
    const body = isAnswer
      ? success(key, { ...outcome, value, variant }, this.#kind)
      : failure(key, outcome, this.#kind);
    const served: Served = {
      flag: key,
      variant: variant ?? null,
      json: JSON.stringify(body),
      status: isAnswer ? 200 : 400,
      count: 0,
    };
    this.#served.set(outcome, served);
    return served;
  }
}

function success(key: string, outcome: Outcome & { value: JsonValue; variant: string }, kind: KeyKind) {
  const { value, variant } = outcome;
  const metadata = metadataOf(outcome, kind);
  return {
    key,
    reason: outcome.reason === "PREREQUISITE_FAILED" ? "DEFAULT" : outcome.reason,
    variant,
    value,
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
}

/** Rules and other flags are named to servers only. */
function metadataOf({ reason, ruleId, metadata }: Outcome, kind: KeyKind) {
  const failed = reason === "PREREQUISITE_FAILED" && { prerequisiteFailed: true };
  if (kind === "client") return { ...(metadata.killed === true && { killed: true }), ...failed };
  return { ...metadata, ...failed, ...(ruleId !== undefined && { ruleId }) };
}

function failure(key: string, { errorCode, errorMessage }: Outcome, kind: KeyKind): RefusalBody {
  const code = errorCode === "PARSE_ERROR" || errorCode === "TARGETING_KEY_MISSING" ? errorCode : "GENERAL";
  const details = kind === "server" || code === "TARGETING_KEY_MISSING" ? errorMessage : undefined;
  return { key, errorCode: code, errorDetails: details ?? `flag ${key} can't be evaluated` };
}

const notFound = (key: string): RefusalBody => ({
  key,
  errorCode: "FLAG_NOT_FOUND",
  errorDetails: `there is no flag ${JSON.stringify(key)}`,
});
