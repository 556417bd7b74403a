import { expect, it } from "vitest";
import { readIfMatch, readRevision } from "./if-match.ts";

it.each([
  ["412", 412],
  ['"412"', 412],
  ['W/"412"', 412],
  [" 0 ", 0],
  ["*", "any"],
])("reads %s", (header, seen) => {
  expect(readIfMatch(header)).toBe(seen);
});

it("says that a version is required", () => {
  expect(() => readIfMatch(undefined)).toThrow(expect.objectContaining({ code: "VERSION_REQUIRED" }));
});

it.each(["", "abc", "-1", '"1", "2"', "1.5", "1e3", "9".repeat(16)])("refuses %j and shows it", (header) => {
  expect(() => readIfMatch(header)).toThrow(JSON.stringify(header));
});

it.each([
  [undefined, undefined],
  ["*", undefined],
  ['"0123456789abcdef"', "0123456789abcdef"],
  ["0123456789abcdef", "0123456789abcdef"],
])("reads the revision %s", (header, seen) => {
  expect(readRevision(header)).toBe(seen);
});

it.each(["", "412", '"0123456789ABCDEF"', "0123456789abcdef0"])("refuses the revision %j and shows it", (header) => {
  expect(() => readRevision(header)).toThrow(JSON.stringify(header));
});
