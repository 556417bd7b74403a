import { expect, it } from "vitest";
import { trafficWords, withSeen } from "./traffic.ts";

it("says of each rule how much of what was seen it decided", () => {
  const seen = withSeen(new Map(), [
    { ruleId: "a", reason: "TARGETING_MATCH" },
    { ruleId: "a", reason: "SPLIT" },
    { reason: "DEFAULT" },
  ]);
  const more = withSeen(seen, [{ ruleId: "b", reason: "TARGETING_MATCH" }]);
  expect(trafficWords(more, "a")).toBe("Decided 50 % of the 4 evaluations seen since you came here");
  expect(trafficWords(more, "never")).toBe("Decided 0 % of the 4 evaluations seen since you came here");
  expect(trafficWords(new Map(), "a")).toBeUndefined();
});
