import type { Condition } from "@switchyard/core";
import { describe, expect, it } from "vitest";
import { canIgnoreCase, OPERATOR_GROUPS, withOperator } from "./operators.ts";

const country: Condition = {
  attribute: "country",
  operator: "equals",
  values: ["DE", "7"],
  negate: true,
  ignoreCase: true,
};

describe("another operator", () => {
  it("keeps the attribute, and the values as what it compares with", () => {
    expect(withOperator(country, "startsWith")).toEqual({ ...country, operator: "startsWith" });
    expect(withOperator(country, "lessThan")).toEqual({
      attribute: "country",
      operator: "lessThan",
      values: ["DE", 7],
      negate: true,
    });
  });

  it("takes no values where there can be none of that kind", () => {
    expect(withOperator(country, "exists")).toEqual({ attribute: "country", operator: "exists", negate: true });
    expect(withOperator(country, "inSegment")).toEqual({ operator: "inSegment", values: [], negate: true });
    expect(withOperator(country, "flagIs")).toEqual({ attribute: "", operator: "flagIs", values: [], negate: true });
    expect(withOperator(country, "before").values).toEqual([]);
  });

  it("goes from one segment operator to the other without losing the segments", () => {
    const inBeta: Condition = { operator: "inSegment", values: ["beta"] };
    expect(withOperator(inBeta, "notInSegment")).toEqual({ operator: "notInSegment", values: ["beta"] });
    expect(withOperator(inBeta, "equals")).toEqual({ attribute: "", operator: "equals", values: [] });
  });

  it("is there for everything that can be stored", () => {
    const all = OPERATOR_GROUPS.flatMap(({ items }) => items.map(({ operator }) => operator));
    expect(new Set(all).size).toBe(26);
    expect(all.filter(canIgnoreCase)).toEqual([
      "equals",
      "startsWith",
      "endsWith",
      "contains",
      "matches",
      "includesAny",
      "includesAll",
      "includesNone",
    ]);
  });
});
