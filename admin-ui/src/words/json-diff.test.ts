import { expect, it } from "vitest";
import { jsonDiff } from "./json-diff.ts";

const text = (before: unknown, after: unknown) => jsonDiff(before, after).map(({ sign, text }) => sign + text);

it("marks the lines that left and came", () => {
  expect(text({ enabled: false, keep: 1 }, { enabled: true, keep: 1 })).toEqual([
    " {",
    '-  "enabled": false,',
    '+  "enabled": true,',
    '   "keep": 1',
    " }",
  ]);
});

it("shows what was created as all new, and nothing twice", () => {
  expect(text(null, { a: 1 })).toEqual(["+{", '+  "a": 1', "+}"]);
  expect(text(null, null)).toEqual([]);
});
