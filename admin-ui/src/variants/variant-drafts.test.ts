import { describe, expect, it } from "vitest";
import { areWhole, draftProblem, readValue, toDraft, toVariants } from "./variant-drafts.ts";

describe("a variant that is typed", () => {
  it("has a value of the flag's type or none", () => {
    expect(readValue("string", "42")).toBe("42");
    expect(readValue("number", "42")).toBe(42);
    expect(readValue("number", "forty")).toBeUndefined();
    expect(readValue("number", "")).toBeUndefined();
    expect(readValue("object", '{"a": [1]}')).toEqual({ a: [1] });
    expect(readValue("object", "null")).toBeUndefined();
    expect(readValue("object", '{"a": ')).toBeUndefined();
  });

  it("comes back as it was", () => {
    const variants = [
      { key: "a", value: { columns: 2 }, name: "Wide" },
      { key: "b", value: [] },
    ];
    expect(toVariants("object", variants.map(toDraft))).toEqual(variants);
  });

  it("needs a key of its own", () => {
    const drafts = ["a", "A b", "a", ""].map((key) => ({ key, name: "", text: "x" }));
    expect(drafts.map((_, index) => draftProblem("string", drafts, index).key !== undefined)).toEqual([
      false,
      true,
      true,
      true,
    ]);
    expect(areWhole("string", drafts)).toBe(false);
    expect(areWhole("string", drafts.slice(0, 1))).toBe(false);
  });
});
