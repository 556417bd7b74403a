// biome-ignore-all lint/style/useShorthandFunctionType: the comment of a function type in a condition is lost to editors.
import type { Details } from "./details.ts";
import type { DueKey, FlagKey, FlagValue, IsTyped, OrDue } from "./flag-types.ts";

// What is asked of typed flags and of others is one of two types, not overloads of both: errors then name the keys there are.
// Typed flags that are due for removal have a signature of their own, which is deprecated. Editors show of a call what its own signature
// says, so that each says it.

export type IsEnabled = OrDue<
  /** Whether a boolean flag is on; `defaultValue`, `false` if not given, when there is no answer. */
  (key: FlagKey<boolean>, defaultValue?: boolean) => boolean,
  /** @deprecated The flag is due for removal: `FlagTypes` says since when. */
  (key: DueKey<boolean>, defaultValue?: boolean) => boolean
>;

export type GetValue = OrDue<
  IsTyped extends true
    ? {
        /** What the flag gives; `defaultValue` when there is no answer, or one of another type. */
        <Key extends FlagKey>(key: Key, defaultValue: FlagValue<Key>): FlagValue<Key>;
      }
    : {
        /** What the flag gives; `defaultValue` when there is no answer, or one of another type. */
        (key: string, defaultValue: boolean): boolean;
        /** What the flag gives; `defaultValue` when there is no answer, or one of another type. */
        (key: string, defaultValue: string): string;
        /** What the flag gives; `defaultValue` when there is no answer, or one of another type. */
        (key: string, defaultValue: number): number;
        /** What the flag gives; `defaultValue` when there is no answer, or one of another type. */
        <T>(key: string, defaultValue: T): T;
      },
  /** @deprecated The flag is due for removal: `FlagTypes` says since when. */
  <Key extends DueKey>(key: Key, defaultValue: FlagValue<Key>) => FlagValue<Key>
>;

export type GetDetails = OrDue<
  IsTyped extends true
    ? {
        /** As `getValue`, with the reason. */
        <Key extends FlagKey>(key: Key, defaultValue: FlagValue<Key>): Details<FlagValue<Key>>;
      }
    : {
        /** As `getValue`, with the reason. */
        (key: string, defaultValue: boolean): Details<boolean>;
        /** As `getValue`, with the reason. */
        (key: string, defaultValue: string): Details<string>;
        /** As `getValue`, with the reason. */
        (key: string, defaultValue: number): Details<number>;
        /** As `getValue`, with the reason. */
        <T>(key: string, defaultValue: T): Details<T>;
      },
  /** @deprecated The flag is due for removal: `FlagTypes` says since when. */
  <Key extends DueKey>(key: Key, defaultValue: FlagValue<Key>) => Details<FlagValue<Key>>
>;
