import { newToken } from "../auth/tokens.ts";
import type { KeyKind } from "../storage/port.ts";

/** What every SDK key looks like: its kind is readable, so that a wrong one can be named. */
export const SDK_KEY = /^sw_(server|client)_[A-Za-z0-9_-]{43}$/;

/** How much of a key stays readable: enough to tell keys apart, nothing to guess from. */
const HINT_RANDOM_CHARACTERS = 4;

export const newKey = (kind: KeyKind) => `sw_${kind}_${newToken()}`;

export const hintOf = (key: string, kind: KeyKind) => key.slice(0, `sw_${kind}_`.length + HINT_RANDOM_CHARACTERS);
