import { expect, it } from "vitest";
import { segmentWords, usedByWords } from "./segment-words.ts";

it("says who is in", () => {
  const nobody = { rules: [], includedKeys: [], excludedKeys: [] };
  expect(segmentWords(nobody)).toBe("nobody");
  expect(segmentWords({ ...nobody, rules: [{ conditions: [] }] })).toBe("everyone");
  const beta = { conditions: [{ attribute: "plan", operator: "equals" as const, values: ["beta"] }] };
  expect(segmentWords({ rules: [beta], includedKeys: ["a", "b"], excludedKeys: ["c"] })).toBe(
    "people whose plan is beta or 2 keys, without 1 key",
  );
});

it("counts who names a segment", () => {
  const [flag, segment] = [{ kind: "flag" }, { kind: "segment" }] as const;
  expect(usedByWords([flag])).toBe("1 flag");
  expect(usedByWords([flag, segment, flag])).toBe("2 flags and 1 segment");
});
