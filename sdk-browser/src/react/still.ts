import type { EvaluationContext } from "@switchyard/core";
import { answer, takeFor } from "../answers.ts";
import type { Bootstrap, Client, Details } from "../client-types.ts";

/**
 * The answers of one bootstrap, for ever: what the server renders with, and the browser's first render again. Without a
 * bootstrap, defaults.
 */
export function stillAnswers(bootstrap: Bootstrap | undefined, context: EvaluationContext = {}): Client["getDetails"] {
  // sdk-node gives no epoch while it has no flags itself.
  const held = bootstrap?.epoch ? takeFor(() => context)(bootstrap, undefined).data : undefined;
  return <T>(key: string, defaultValue: T): Details<T> => {
    const found = held && answer(held, key);
    const value = found?.value;
    const fits = value !== undefined && (defaultValue === undefined || typeof value === typeof defaultValue);
    if (found && fits) return { ...found, value: value as T, stale: true };
    const errorCode = found ? (found.errorCode ?? "TYPE_MISMATCH") : "PROVIDER_NOT_READY";
    return { reason: "ERROR", errorCode, value: defaultValue, stale: true };
  };
}
