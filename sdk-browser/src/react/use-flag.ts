import { useCallback, useSyncExternalStore } from "react";
import { useFlags } from "./flags-provider.ts";
import type { FlagDetails } from "./reader.ts";

export type { FlagDetails };

/**
 * A flag's value; the component renders again when it changes for this person, and only then.
 *
 * @param defaultValue given when there is no answer, or one of another type than this
 */
export function useFlag(key: string, defaultValue: boolean): boolean;
export function useFlag(key: string, defaultValue: string): string;
export function useFlag(key: string, defaultValue: number): number;
export function useFlag<T>(key: string, defaultValue: T): T;
export function useFlag<T>(key: string, defaultValue: T): T {
  return useFlagDetails(key, defaultValue).value;
}

/** As {@link useFlag}, with the reason. */
export function useFlagDetails(key: string, defaultValue: boolean): FlagDetails<boolean>;
export function useFlagDetails(key: string, defaultValue: string): FlagDetails<string>;
export function useFlagDetails(key: string, defaultValue: number): FlagDetails<number>;
export function useFlagDetails<T>(key: string, defaultValue: T): FlagDetails<T>;
export function useFlagDetails<T>(key: string, defaultValue: T): FlagDetails<T> {
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
