import type { Condition, Rule } from "@switchyard/core";
import { describe, expect, it } from "vitest";
import { unreachable } from "./reach.ts";

const rule = (...conditions: Condition[]): Rule => ({ id: "r", conditions, serve: { variant: "on" } });
const country = (...values: string[]): Condition => ({ attribute: "country", operator: "equals", values });
const hidden = (...rules: Rule[]) => unreachable(rules);

describe("a rule that nobody can reach", () => {
  it("comes after one for everyone", () => {
    expect(hidden(rule(), rule(country("DE")))).toEqual([undefined, 0]);
  });

  it("asks for more than an earlier one does", () => {
    const plan: Condition = { attribute: "plan", operator: "equals", values: ["pro"] };
    expect(hidden(rule(country("DE", "AT")), rule(country("DE"), plan))).toEqual([undefined, 0]);
    expect(hidden(rule(country("DE"), plan), rule(country("DE")))).toEqual([undefined, undefined]);
  });

  it("is not one that asks for other values, in another way, or of another attribute", () => {
    expect(hidden(rule(country("DE")), rule(country("DE", "AT")))).toEqual([undefined, undefined]);
    expect(hidden(rule({ ...country("DE"), negate: true }), rule(country("DE")))).toEqual([undefined, undefined]);
    expect(hidden(rule(country("DE")), rule({ ...country("DE"), ignoreCase: true }))).toEqual([undefined, undefined]);
    expect(hidden(rule(country("DE")), rule({ ...country("DE"), attribute: "to" }))).toEqual([undefined, undefined]);
  });
});
