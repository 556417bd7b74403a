import type { Author, Outcome, Transaction } from "./port.ts";

/**
 * What a use case does within a transaction that somebody else opened: by itself it is one write, among others a part of
 * one that is written as a whole or not at all.
 */
export type Step<T> = (tx: Transaction, author: Author) => Promise<Outcome<T>>;
