import type { EvaluationContext } from "@switchyard/core";
import type { Held } from "@switchyard/core/client";
import type { Answers } from "./answers.ts";
import type { ClientOptions } from "./client-types.ts";

/**
 * The last good answers, kept over a reload: one entry for each client key, for the context that was there last, so that
 * nobody is given another one's. Storage may be switched off or full: then there is no copy.
 */
export function createCopy({ clientKey, storage }: ClientOptions, hash: (text: string) => number) {
  const name = `switchyard.${hash(clientKey)}`;
  const place = () => (storage === undefined ? globalThis.localStorage : storage);
  const owner = (context: EvaluationContext) => `${hash(JSON.stringify(context))} `;

  return {
    read(context: EvaluationContext, take: (text: string) => void) {
      try {
        const text = place()?.getItem(name);
        if (text?.startsWith(owner(context))) take(text.slice(owner(context).length));
      } catch {
        // Switched off.
      }
    },
    write(held: Held<Answers> | undefined) {
      if (!held) return;
      const { have, data } = held;
      const snapshot = { type: "snapshot", ...have, flags: [...data.flags.values()] };
      try {
        place()?.setItem(name, owner(data.context) + JSON.stringify(snapshot));
      } catch {
        // Full, or switched off.
      }
    },
  };
}
