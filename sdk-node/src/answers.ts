import {
  answerOf,
  count,
  type EvaluationContext,
  type EvaluationDetails,
  explain,
  type JsonValue,
  type Outcome,
  type Ruleset,
  servedValue,
  toDetails,
} from "@switchyard/core";
import type { Held } from "@switchyard/core/client";
import { missingKey, unknownFlag } from "@switchyard/core/client/advice";
import type { Advice } from "./advice.ts";
import type { BoundFlags, Client, Details } from "./client-types.ts";
import type { KeyPlace } from "./environment.ts";
import type { Evaluation } from "./evaluation-events.ts";
import type { Guards } from "./guards/guards.ts";
import type { Counts } from "./reports/counts.ts";
import type { Samples } from "./reports/samples.ts";

/** Unknown keys that are remembered: what was meant is looked for among all flags, which takes too long for each evaluation. */
const MAX_MISSED = 1_000;

export interface AnswerParts {
  store: { readonly held: Held<Ruleset> | undefined };
  isLive(): boolean;
  /** On its way to the first flags: nothing has failed so far. */
  isConnecting(): boolean;
  advice: Advice;
  place: Pick<KeyPlace, "environment">;
  counts: Pick<Counts, "unknown">;
  samples: Pick<Samples, "flags" | "note">;
  guards: Pick<Guards, "running" | "evaluated">;
  overrides: ReadonlyMap<string, JsonValue>;
  onEvaluation?: (evaluation: Evaluation) => void;
}

type Answers = Pick<Client, "isEnabled" | "getValue" | "getDetails" | "explain">;

const EMPTY: Ruleset = { flags: new Map(), segments: new Map(), broken: [], dead: new Set() };

/** What an application asks. All of it reads the one state that is held at that moment. */
export function createAnswers({
  store,
  isLive,
  isConnecting,
  advice,
  place,
  counts,
  samples,
  guards,
  overrides,
  onEvaluation,
}: AnswerParts): Answers {
  const rulesetNow = (): Ruleset => store.held?.data ?? EMPTY;

  /** The flag's own answer; says so when it can't be there. */
  function askFor(ruleset: Ruleset, key: string, context: EvaluationContext | undefined): Outcome {
    const answer = answerOf(ruleset, key, context);
    if (answer.errorCode !== undefined && !ruleset.flags.has(key)) missing(key, ruleset);
    return answer;
  }

  const missed = new Set<string>();

  function missing(key: unknown, { flags }: Ruleset) {
    if (!store.held) {
      // Why nothing came was said already.
      if (!isConnecting()) return;
      advice.once(
        "warn",
        "flags were asked for before the first ones came: they give defaults until then; await waitForReady() first",
      );
    } else if (typeof key !== "string") {
      advice.once("warn", `a flag's key must be a string, received ${typeof key}`);
    } else {
      counts.unknown(key);
      if (missed.has(key) || missed.size >= MAX_MISSED) return;
      missed.add(key);
      const { environment } = place;
      advice.once("warn", unknownFlag(key, flags.keys(), environment && `; the SDK key is of ${environment}`));
    }
  }

  /** Once for each flag: an answer that nobody meant to get is a mistake in the calling code. */
  function advise(key: string, { errorCode }: Outcome, value: unknown, defaultValue: unknown) {
    if (errorCode === "TARGETING_KEY_MISSING") {
      advice.once("warn", missingKey(key));
    } else if (value !== undefined) {
      advice.once(
        "warn",
        `flag \`${key}\` is a ${typeof value}, the default is a ${typeof defaultValue}: the default is given`,
      );
    }
  }

  /** Counts an answer that was given, or the default in its place. */
  function note(
    ruleset: Ruleset,
    key: string,
    context: EvaluationContext | undefined,
    answer: Outcome,
    given: boolean,
  ) {
    count(ruleset, key, answer, given);
    if (samples.flags?.has(key)) samples.note(key, answer, context, given);
    if (guards.running !== undefined && given) guards.evaluated(key, answer, context);
    if (onEvaluation !== undefined) tell(onEvaluation, key, context, answer, given);
  }

  function tell(
    listener: NonNullable<typeof onEvaluation>,
    flag: string,
    context: EvaluationContext | undefined,
    { variant, reason, errorCode }: Outcome,
    given: boolean,
  ) {
    const version = store.held?.have.version;
    const failure = version === undefined ? "PROVIDER_NOT_READY" : (errorCode ?? "TYPE_MISMATCH");
    const result = given ? { variant, reason } : { reason: "ERROR" as const, errorCode: failure };
    try {
      listener({ flag, ...result, ...(version !== undefined && { version }), ...(context && { context }) });
    } catch (error) {
      advice.once("error", `onEvaluation failed: ${error}`);
    }
  }

  function getValue<T>(key: string, context: EvaluationContext | undefined, defaultValue: T): T {
    if (overrides.size > 0 && overrides.has(key)) return overridden(key, defaultValue).value;
    const ruleset = rulesetNow();
    const answer = askFor(ruleset, key, context);
    const value = servedValue(answer, defaultValue);
    note(ruleset, key, context, answer, value !== undefined);
    if (value === undefined) advise(key, answer, answer.value, defaultValue);
    return value ?? defaultValue;
  }

  function overridden<T>(key: string, defaultValue: T): EvaluationDetails<T> {
    const value = overrides.get(key);
    const fits = defaultValue === undefined || typeof value === typeof defaultValue;
    const flagMetadata = { overridden: true };
    if (fits) return { value: value as T, reason: "STATIC", flagMetadata };
    const errorMessage = `the override is a ${typeof value}, the default is a ${typeof defaultValue}`;
    return { value: defaultValue, reason: "ERROR", errorCode: "TYPE_MISMATCH", errorMessage, flagMetadata };
  }

  /** Adds to details that nobody else has: a copy of each would cost more than the evaluation. */
  function withState<T>(given: EvaluationDetails<T>): Details<T> {
    const details = given as Details<T>;
    if (store.held) details.version = store.held.have.version;
    details.stale = !isLive();
    return details;
  }

  return {
    isEnabled: (key: string, context?: EvaluationContext, defaultValue = false) => getValue(key, context, defaultValue),
    getValue,
    getDetails<T>(key: string, context: EvaluationContext | undefined, defaultValue: T): Details<T> {
      if (overrides.size > 0 && overrides.has(key)) return withState(overridden(key, defaultValue));
      const ruleset = rulesetNow();
      const answer = askFor(ruleset, key, context);
      const details = withState(toDetails(answer, key, defaultValue));
      note(ruleset, key, context, answer, details.variant !== undefined);
      if (details.errorCode) advise(key, answer, answer.value, defaultValue);
      if (store.held) return details;
      return { ...details, errorCode: "PROVIDER_NOT_READY", errorMessage: "the first flags have not come yet" };
    },
    explain(key: string, context?: EvaluationContext) {
      const ruleset = rulesetNow();
      if (!ruleset.flags.has(key)) missing(key, ruleset);
      return explain(ruleset, key, context);
    },
  } as Answers;
}

/** The same flags with the context given once. */
export function bind(client: Answers & Pick<Client, "track">, context: EvaluationContext): BoundFlags {
  return {
    isEnabled: (key, defaultValue) => client.isEnabled(key, context, defaultValue),
    getValue: <T>(key: string, defaultValue: T) => client.getValue(key, context, defaultValue),
    getDetails: <T>(key: string, defaultValue: T) => client.getDetails(key, context, defaultValue),
    explain: (key) => client.explain(key, context),
    track: (event, options) => client.track(event, context, options),
  } as BoundFlags;
}
