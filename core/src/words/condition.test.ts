import { expect, it } from "vitest";
import type { Condition } from "../flag.ts";
import { conditionWords } from "./condition.ts";

const cases: [Condition, string][] = [
  [{ attribute: "country", operator: "equals", values: ["DE"] }, "whose country is DE"],
  [
    { attribute: "country", operator: "equals", values: ["DE", "AT"], negate: true },
    "whose country is neither DE nor AT",
  ],
  [
    { attribute: "country", operator: "equals", values: ["DE", "AT", "CH"], negate: true },
    "whose country is none of DE, AT and CH",
  ],
  [{ attribute: "age", operator: "between", values: [18, 30] }, "whose age is between 18 and 30"],
  [
    {
      attribute: "age",
      operator: "between",
      values: [
        [18, 30],
        [40, 50],
      ],
    },
    "whose age is between 18 and 30 or 40 and 50",
  ],
  [
    { attribute: "email", operator: "endsWith", values: ["@a.org", "@b.org"], ignoreCase: true },
    "whose email ends with @a.org or @b.org (in any case)",
  ],
  [{ attribute: "email", operator: "exists" }, "whose email is known"],
  [{ attribute: "email", operator: "exists", negate: true }, "whose email is not known"],
  [{ attribute: "app", operator: "semverInRange", values: ["^1.2"] }, "whose app is a version in ^1.2"],
  [{ attribute: "roles", operator: "includesNone", values: ["a", "b"] }, "whose roles include none of a and b"],
  [
    { attribute: "ip", operator: "inCidr", values: ["10.0.0.0/8"], negate: true },
    "whose ip is not in network 10.0.0.0/8",
  ],
  [{ operator: "notInSegment", values: ["beta", "staff"] }, "who are not in beta or staff"],
  [{ operator: "notInSegment", values: ["beta"], negate: true }, "who are in beta"],
  [{ attribute: "shop", operator: "flagIs", values: ["on"], negate: true }, "for whom shop is not on"],
  [{ attribute: "vip", operator: "equals", values: [true] }, "whose vip is true"],
];

it.each(cases)("%j", (condition, words) => {
  expect(conditionWords(condition)).toBe(words);
});
