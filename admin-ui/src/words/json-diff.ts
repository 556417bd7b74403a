import { difference } from "./difference.ts";

export interface Line {
  sign: " " | "-" | "+";
  text: string;
}

const SIGNS = { both: " ", before: "-", after: "+" } as const;

/** Two values as indented JSON, line by line, with what left and what came. */
export function jsonDiff(before: unknown, after: unknown): Line[] {
  return difference(lines(before), lines(after)).map(({ from, item }) => ({ sign: SIGNS[from], text: item }));
}

function lines(value: unknown): string[] {
  return value === null || value === undefined ? [] : JSON.stringify(value, null, 2).split("\n");
}
