import { expect, it } from "vitest";
import { historyFilter, inEnvironment, marks, page, texts } from "./search-params.ts";

it("takes what is named and well formed, and nothing else", () => {
  const search = { environment: "production", q: "", flag: 7, archived: true, behind: "true", other: "x", page: 2 };
  expect(inEnvironment(search)).toEqual({ environment: "production" });
  expect(texts("q", "flag", "environment")(search)).toEqual({ environment: "production" });
  expect(marks("archived", "behind")(search)).toEqual({ archived: true });
  expect(page(search)).toEqual({ page: 2 });
  expect(historyFilter({ ...search, action: "flag.killed", from: ["2026"] })).toEqual({
    environment: "production",
    action: "flag.killed",
  });
});

it.each([1, 0, -2, 1.5, "2", null, Number.NaN, Number.POSITIVE_INFINITY])("%s is no page after the first", (number) => {
  expect(page({ page: number })).toEqual({});
});
