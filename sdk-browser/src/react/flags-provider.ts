import type { EvaluationContext } from "@switchyard/core";
import { createContext, createElement, type ReactNode, useContext, useMemo } from "react";
import type { Bootstrap, Client } from "../client-types.ts";
import { createReader, type Reader, readerOf } from "./reader.ts";
import { stillAnswers } from "./still.ts";

export interface FlagsProviderProps {
  /** In the browser: what `createClient` of this package gave. Absent on the server. */
  client?: Client | undefined;
  /**
   * What sdk-node's `bootstrap(context)` gave: the server renders with it, and the browser's first render is the same. Give
   * both the same one, for good; the client may know better by then, and shows it right after.
   */
  bootstrap?: Bootstrap | undefined;
  /** Whom the bootstrap is for. */
  context?: EvaluationContext | undefined;
  children?: ReactNode;
}

export interface Flags {
  client: Client | undefined;
  now: Reader;
  first: Reader;
  /** There are answers in the first render. */
  hasFirst: boolean;
}

const FlagsContext = createContext<Flags | undefined>(undefined);

/**
 * Flags for the components below.
 *
 * @example
 * // on the server
 * renderToString(<FlagsProvider bootstrap={bootstrap} context={context}><App /></FlagsProvider>);
 * // in the browser
 * const client = createClient({ url, clientKey, context, bootstrap });
 * hydrateRoot(root, <FlagsProvider client={client} bootstrap={bootstrap} context={context}><App /></FlagsProvider>);
 */
export function FlagsProvider({ client, bootstrap, context, children }: FlagsProviderProps): ReactNode {
  const first = useMemo(() => createReader(stillAnswers(bootstrap, context)), [bootstrap, context]);
  const value = useMemo<Flags>(
    () => ({ client, first, now: client ? readerOf(client, first) : first, hasFirst: !!bootstrap?.epoch }),
    [client, first, bootstrap],
  );
  return createElement(FlagsContext.Provider, { value }, children);
}

/** @throws Error outside of a provider: a default would hide that it is missing */
export function useFlags(): Flags {
  const flags = useContext(FlagsContext);
  if (!flags) throw new Error("flags are read outside of <FlagsProvider>: put it around your application");
  return flags;
}
