import { expect, it } from "vitest";
import { type Window, withReport } from "./reported-window.ts";

const NOTHING: Window = { seq: 0, before: 0 };

/** Which of these reports count, one after another. */
function counted(reports: number[]): number[] {
  let window = NOTHING;
  return reports.filter((report) => {
    const next = withReport(window, report);
    window = next ?? window;
    return next !== undefined;
  });
}

it("counts each report once, in whatever order they come", () => {
  expect(counted([1, 2, 2, 1, 3])).toEqual([1, 2, 3]);
  expect(counted([1, 3, 2, 3, 2, 5, 4, 4])).toEqual([1, 3, 2, 5, 4]);
  const order = Array.from({ length: 30 }, (_, index) => 30 - index);
  expect(counted([...order, ...order])).toEqual(order);
});

it("forgets those that are more than 30 behind, and takes them for counted", () => {
  expect(counted([1, 40, 10, 9, 10])).toEqual([1, 40, 10]);
  expect(counted([5, 35, 5, 6])).toEqual([5, 35, 6]);
  expect(counted([5, 36, 5, 6])).toEqual([5, 36, 6]);
  expect(counted([Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER - 30, Number.MAX_SAFE_INTEGER - 31])).toEqual([
    Number.MAX_SAFE_INTEGER,
    Number.MAX_SAFE_INTEGER - 30,
  ]);
});
