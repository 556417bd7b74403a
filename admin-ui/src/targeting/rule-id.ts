import type { Rule } from "@switchyard/core";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

/** Short, as evaluation details carry it; unlike that of any rule there is. */
export function newRuleId(rules: readonly Rule[]): string {
  const random = crypto.getRandomValues(new Uint8Array(6));
  const id = `r${[...random].map((byte) => ALPHABET[byte % ALPHABET.length]).join("")}`;
  return rules.some((rule) => rule.id === id) ? newRuleId(rules) : id;
}
