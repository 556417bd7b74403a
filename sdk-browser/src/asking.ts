import type { Details } from "./details.ts";
import type { FlagKey, FlagValue, IsTyped } from "./flag-types.ts";

// Each is one of two types, not overloads of both: errors then name the keys there are.

export type GetValue = IsTyped extends true
  ? <Key extends FlagKey>(key: Key, defaultValue: FlagValue<Key>) => FlagValue<Key>
  : {
      (key: string, defaultValue: boolean): boolean;
      (key: string, defaultValue: string): string;
      (key: string, defaultValue: number): number;
      <T>(key: string, defaultValue: T): T;
    };

export type GetDetails = IsTyped extends true
  ? <Key extends FlagKey>(key: Key, defaultValue: FlagValue<Key>) => Details<FlagValue<Key>>
  : {
      (key: string, defaultValue: boolean): Details<boolean>;
      (key: string, defaultValue: string): Details<string>;
      (key: string, defaultValue: number): Details<number>;
      <T>(key: string, defaultValue: T): Details<T>;
    };
