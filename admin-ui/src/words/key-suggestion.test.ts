import { describe, expect, it } from "vitest";
import { keyProblem, suggestKey } from "./key-suggestion.ts";

describe("suggestKey", () => {
  it.each([
    ["New checkout", "new-checkout"],
    ["  Neue Kasse für Größen! ", "neue-kasse-fur-grossen"],
    ["Ana’s  v2.1 test", "anas-v2.1-test"],
    ["--- ", ""],
    ["日本語", ""],
  ])("%j → %j", (name, key) => {
    expect(suggestKey(name)).toBe(key);
  });

  it("makes only keys that the server takes", () => {
    for (const name of ["a".repeat(300), "x-".repeat(80), "..a..", "Émile & Zoë_1."]) {
      expect(keyProblem(suggestKey(name), new Set())).toBeNull();
    }
  });
});

describe("keyProblem", () => {
  const taken = new Set(["checkout"]);
  it("names what is wrong", () => {
    expect(keyProblem("", taken)).toMatch(/needed/);
    expect(keyProblem("checkout", taken)).toMatch(/already a flag checkout/);
    expect(keyProblem("a b", taken)).toMatch(/no spaces/);
    expect(keyProblem("Check", taken)).toMatch(/“C” can’t be/);
    expect(keyProblem("-a", taken)).toMatch(/begins with/);
    expect(keyProblem("a".repeat(101), taken)).toMatch(/has 101/);
  });

  it("has nothing against a good key", () => {
    expect(keyProblem("checkout-v2.1_b", taken)).toBeNull();
  });
});
