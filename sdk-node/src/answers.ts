import {
  getDetails as detailsIn,
  type EvaluationContext,
  explain,
  isEnabled as isEnabledIn,
  nearest,
  type Ruleset,
  getValue as valueIn,
} from "@switchyard/core";
import type { Held } from "@switchyard/core/client";
import type { Advice } from "./advice.ts";
import type { BoundFlags, Client, Details } from "./client-types.ts";

export interface AnswerParts {
  store: { readonly held: Held<Ruleset> | undefined };
  isLive(): boolean;
  advice: Advice;
}

type Answers = Pick<Client, "isEnabled" | "getValue" | "getDetails" | "explain" | "forContext">;

const EMPTY: Ruleset = { flags: new Map(), segments: new Map(), broken: [], dead: new Set() };

/** What an application asks. All of it reads the one state that is held at that moment. */
export function createAnswers({ store, isLive, advice }: AnswerParts): Answers {
  /** The flags to evaluate with; says so when the asked one can't be among them. */
  function rulesetFor(key: string): Ruleset {
    const ruleset = store.held?.data ?? EMPTY;
    if (!ruleset.flags.has(key)) missing(key, ruleset);
    return ruleset;
  }

  function missing(key: unknown, { flags }: Ruleset) {
    if (!store.held) {
      advice.once(
        "warn",
        "flags were asked for before the first ones came: they give defaults until then; await waitForReady() first",
      );
    } else if (typeof key !== "string") {
      advice.once("warn", `a flag's key must be a string, received ${typeof key}`);
    } else {
      const meant = nearest(key, flags.keys());
      advice.once("warn", `unknown flag \`${key}\`${meant === undefined ? "" : `; did you mean \`${meant}\`?`}`);
    }
  }

  const answers = {
    isEnabled: (key: string, context?: EvaluationContext, defaultValue = false) =>
      isEnabledIn(rulesetFor(key), key, context, defaultValue),
    getValue: <T>(key: string, context: EvaluationContext | undefined, defaultValue: T) =>
      valueIn(rulesetFor(key), key, context, defaultValue),
    getDetails<T>(key: string, context: EvaluationContext | undefined, defaultValue: T): Details<T> {
      const details = detailsIn(rulesetFor(key), key, context, defaultValue);
      const version = store.held?.have.version;
      if (version !== undefined) return { ...details, version, stale: !isLive() };
      const errorMessage = "the first flags have not come yet";
      return { ...details, stale: true, errorCode: "PROVIDER_NOT_READY", errorMessage };
    },
    explain: (key: string, context?: EvaluationContext) => explain(rulesetFor(key), key, context),
  };

  function forContext(context: EvaluationContext): BoundFlags {
    return {
      isEnabled: (key, defaultValue) => answers.isEnabled(key, context, defaultValue),
      getValue: <T>(key: string, defaultValue: T) => answers.getValue(key, context, defaultValue),
      getDetails: <T>(key: string, defaultValue: T) => answers.getDetails(key, context, defaultValue),
      explain: (key) => answers.explain(key, context),
    } as BoundFlags;
  }

  return { ...answers, forContext } as Answers;
}
