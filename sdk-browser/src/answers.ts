import {
  type ClientEvaluation,
  type ClientFlag,
  clientFailure,
  type EvaluationContext,
  evaluateClientFlag,
} from "@switchyard/core";
import type { Take } from "@switchyard/core/client";

/** What a browser holds: flags, and whom they are for. One is never replaced without the other. */
export interface Answers {
  readonly context: EvaluationContext;
  readonly flags: ReadonlyMap<string, ClientFlag>;
}

export function answer({ context, flags }: Answers, key: string): ClientEvaluation {
  const flag = flags.get(key);
  return flag ? evaluateClientFlag(flag, context) : clientFailure("FLAG_NOT_FOUND");
}

/**
 * Flags change for a person, not by being edited: what answers as before has not changed.
 *
 * @param asked tells for whom the server was asked last: a snapshot is for that context
 */
export function takeFor(asked: () => EvaluationContext): Take<ClientFlag, Answers> {
  return (message, before = NOTHING) => {
    const isWhole = message.type === "snapshot";
    const flags = new Map(isWhole ? [] : before.flags);
    for (const flag of message.flags) flags.set(flag.key, flag);
    if (!isWhole) for (const key of message.removed.flags) flags.delete(key);
    const data = { context: isWhole ? asked() : before.context, flags };
    const keys = new Set([...before.flags.keys(), ...flags.keys()]);
    const shown = (answers: Answers, key: string) => JSON.stringify(answer(answers, key));
    return { data, changed: [...keys].filter((key) => shown(data, key) !== shown(before, key)) };
  };
}

const NOTHING: Answers = { context: {}, flags: new Map() };
