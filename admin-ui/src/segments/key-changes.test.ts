import { expect, it } from "vitest";
import { keyChanges } from "./key-changes.ts";

const draft = (includedKeys: string[], excludedKeys: string[] = []) => ({
  name: "",
  rules: [],
  includedKeys,
  excludedKeys,
});

it("says which keys come and go", () => {
  expect(keyChanges(draft(["a", "b"]), draft(["b", "c"], ["a"]))).toEqual([
    "1 key more included: c; 1 key no longer included: a.",
    "1 key more excluded: a.",
  ]);
  expect(keyChanges(draft(["a"]), draft(["a"]))).toEqual([]);
});
