import type { ClientFlag } from "@switchyard/core";
import type { Store } from "@switchyard/core/client";
import { missingKey, unknownFlag } from "@switchyard/core/client/advice";
import type { Answers } from "./answers.ts";
import type { Client } from "./client-types.ts";
import type { Seen } from "./seen.ts";

// Loaded with the first default that was given although there are flags: an answer that nobody meant to get is a mistake in
// the calling code.

interface Asked {
  client: Pick<Client, "getDetails">;
  store: Store<ClientFlag, Answers>;
  seen: Seen[];
}

/** Says what is wrong with how this flag is asked for. */
export function advise(key: string, { client, store, seen }: Asked): void {
  const { length } = seen;
  // Without a default, which every type fits.
  const { value, errorCode } = client.getDetails(key, undefined);
  // That question was nobody's.
  seen.length = length;
  console.warn("[switchyard]", lineOf());

  function lineOf() {
    if (errorCode === "FLAG_NOT_FOUND") return unknownFlag(key, store.held?.data.flags.keys() ?? []);
    if (errorCode === "TARGETING_KEY_MISSING") return missingKey(key);
    return `flag \`${key}\` ${errorCode ?? `is a ${typeof value}, the default is not: the default is given`}`;
  }
}
