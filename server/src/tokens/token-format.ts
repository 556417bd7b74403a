import { newToken } from "../auth/tokens.ts";

/** What a token for programs looks like; so that secret scanners find one that got lost. */
export const API_TOKEN = /^sw_api_[A-Za-z0-9_-]{43}$/;

const HINT_LENGTH = "sw_api_".length + 4;

export const newApiToken = () => `sw_api_${newToken()}`;

/** Enough to tell tokens apart, and nothing to guess from. */
export const hintOf = (token: string) => token.slice(0, HINT_LENGTH);
