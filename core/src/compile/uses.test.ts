import { describe, expect, it } from "vitest";
import { flag, segment } from "../fixtures.case.ts";
import { usersOf } from "../index.ts";

const condition = (one: object): object => ({ rules: [{ id: "r", conditions: [one], serve: { variant: "on" } }] });

describe("usersOf", () => {
  const all = {
    flags: [
      flag("checkout"),
      flag("child", { prerequisites: [{ flag: "checkout", variants: ["on"] }] }),
      flag("asks", { ...condition({ attribute: "checkout", operator: "flagIs", values: ["off"] }) }),
      flag("targets-staff", { ...condition({ operator: "notInSegment", values: ["x", "staff"] }) }),
      flag("damaged", { salt: "", prerequisites: [{ flag: "checkout", variants: ["on"] }] }),
    ],
    segments: [
      segment("staff", { rules: [{ conditions: [{ operator: "inSegment", values: ["staff"] }] }] }),
      segment("wider", { rules: [{ conditions: [{ operator: "inSegment", values: ["staff"] }] }] }),
      segment("staff", {
        key: "testers",
        rules: [{ conditions: [{ attribute: "checkout", operator: "flagIs", values: ["on"] }] }],
      }),
    ],
  };

  it("lists who uses a flag, damaged ones too", () => {
    expect(usersOf(all, { flag: "checkout" })).toEqual([
      { kind: "flag", key: "child", path: "prerequisites[0]" },
      { kind: "flag", key: "asks", path: "rules[0].conditions[0]" },
      { kind: "flag", key: "damaged", path: "prerequisites[0]" },
      { kind: "segment", key: "testers", path: "rules[0].conditions[0]" },
    ]);
  });

  it("lists who uses a segment, but for itself", () => {
    expect(usersOf(all, { segment: "staff" })).toEqual([
      { kind: "flag", key: "targets-staff", path: "rules[0].conditions[0].values[1]" },
      { kind: "segment", key: "wider", path: "rules[0].conditions[0].values[0]" },
    ]);
  });

  it("lists who uses a variant, the flag's own places among them", () => {
    expect(usersOf(all, { flag: "checkout", variant: "off" })).toEqual([
      { kind: "flag", key: "checkout", path: "offVariant" },
      { kind: "flag", key: "asks", path: "rules[0].conditions[0]" },
    ]);
    expect(usersOf(all, { flag: "other", variant: "on" })).toEqual([]);
  });
});
