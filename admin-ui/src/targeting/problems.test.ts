import { expect, it } from "vitest";
import { ApiFailure } from "../api/client.ts";
import { placeWords, problemsAt, problemWords, refusedProblems } from "./problems.ts";

const path = "rules[2].conditions[0].values[1]";
const problem = { path, message: `${path}: "x" is not a semantic version` };

it("counts places as people do", () => {
  expect(placeWords(path)).toBe("Rule 3, condition 1, value 2");
  expect(placeWords("fallthrough.rollout.percentage")).toBe("Everyone else, percentage");
  expect(problemWords(problem)).toBe('Rule 3, condition 1, value 2: "x" is not a semantic version');
  expect(problemWords({ path: "", message: "leans on too many flags" })).toBe("leans on too many flags");
});

it("finds those of one place, and not of one that begins alike", () => {
  expect(problemsAt([problem], "rules[2]")).toEqual([
    { path: "conditions[0].values[1]", message: '"x" is not a semantic version' },
  ]);
  expect(problemsAt([problem], "rules[2].conditions[0].values")).toEqual([
    { path: "[1]", message: '"x" is not a semantic version' },
  ]);
  expect(problemsAt([problem], "rules[20]")).toEqual([]);
  expect(problemsAt([problem], "rule")).toEqual([]);
});

it("reads what the server refused, and nothing out of another answer", () => {
  const refused = (code: string, details: unknown) => refusedProblems(new ApiFailure(400, code, "no", details));
  expect(refused("INVALID_FLAG", { problems: [problem, { path: 1 }, null] })).toEqual([problem]);
  expect(refused("VERSION_CONFLICT", { problems: [problem] })).toEqual([]);
  expect(refused("INVALID_FLAG", undefined)).toEqual([]);
  expect(refusedProblems(new Error("no"))).toEqual([]);
});
