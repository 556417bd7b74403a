import { useCallback, useSyncExternalStore } from "react";
import type { GetValue } from "../asking.ts";
import type { DueKey, FlagKey, FlagValue, IsTyped, OrDue } from "../flag-types.ts";
import { useFlags } from "./flags-provider.ts";
import type { FlagDetails } from "./reader.ts";

export type { FlagDetails };

type UseFlagDetails = OrDue<
  IsTyped extends true
    ? <Key extends FlagKey>(key: Key, defaultValue: FlagValue<Key>) => FlagDetails<FlagValue<Key>>
    : {
        (key: string, defaultValue: boolean): FlagDetails<boolean>;
        (key: string, defaultValue: string): FlagDetails<string>;
        (key: string, defaultValue: number): FlagDetails<number>;
        <T>(key: string, defaultValue: T): FlagDetails<T>;
      },
  /** @deprecated The flag is due for removal: `FlagTypes` says since when. */
  <Key extends DueKey>(key: Key, defaultValue: FlagValue<Key>) => FlagDetails<FlagValue<Key>>
>;

/**
 * A flag's value; the component renders again when it changes for this person, and only then.
 *
 * @param defaultValue given when there is no answer, or one of another type than this
 */
export const useFlag = useValue as GetValue;

/** As {@link useFlag}, with the reason. */
export const useFlagDetails = useDetails as UseFlagDetails;

function useValue<T>(key: string, defaultValue: T): T {
  return useDetails(key, defaultValue).value;
}

function useDetails<T>(key: string, defaultValue: T): FlagDetails<T> {
  const { client, now, first } = useFlags();
  const subscribe = useCallback(
    (render: () => void) => {
      const stops = [client?.on(`change:${key}`, render), client?.on("ready", render)];
      return () => {
        for (const stop of stops) stop?.();
      };
    },
    [client, key],
  );
  return useSyncExternalStore(
    subscribe,
    () => now.read(key, defaultValue),
    () => first.read(key, defaultValue),
  );
}
