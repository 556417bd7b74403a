import type { Details } from "./details.ts";
import type { DueKey, FlagKey, FlagValue, IsTyped, OrDue } from "./flag-types.ts";

// What is asked of typed flags and of others is one of two types, not overloads of both: errors then name the keys there are.
// Typed flags that are due for removal have a signature of their own, which is deprecated.

export type IsEnabled = OrDue<
  (key: FlagKey<boolean>, defaultValue?: boolean) => boolean,
  /** @deprecated The flag is due for removal: `FlagTypes` says since when. */
  (key: DueKey<boolean>, defaultValue?: boolean) => boolean
>;

export type GetValue = OrDue<
  IsTyped extends true
    ? <Key extends FlagKey>(key: Key, defaultValue: FlagValue<Key>) => FlagValue<Key>
    : {
        (key: string, defaultValue: boolean): boolean;
        (key: string, defaultValue: string): string;
        (key: string, defaultValue: number): number;
        <T>(key: string, defaultValue: T): T;
      },
  /** @deprecated The flag is due for removal: `FlagTypes` says since when. */
  <Key extends DueKey>(key: Key, defaultValue: FlagValue<Key>) => FlagValue<Key>
>;

export type GetDetails = OrDue<
  IsTyped extends true
    ? <Key extends FlagKey>(key: Key, defaultValue: FlagValue<Key>) => Details<FlagValue<Key>>
    : {
        (key: string, defaultValue: boolean): Details<boolean>;
        (key: string, defaultValue: string): Details<string>;
        (key: string, defaultValue: number): Details<number>;
        <T>(key: string, defaultValue: T): Details<T>;
      },
  /** @deprecated The flag is due for removal: `FlagTypes` says since when. */
  <Key extends DueKey>(key: Key, defaultValue: FlagValue<Key>) => Details<FlagValue<Key>>
>;
