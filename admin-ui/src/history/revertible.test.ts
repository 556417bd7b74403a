import { expect, it } from "vitest";
import { isRevertible, segmentSentences, wayBack } from "./revertible.ts";

const segment = (includedKeys: string[]) => ({ name: "Beta", rules: [], includedKeys, excludedKeys: [] });

it("says who was in a segment before and after", () => {
  const change = { action: "segment.saved", before: segment(["ann"]), after: segment(["ann", "bob"]) } as const;
  expect(segmentSentences(change)).toEqual({ before: "In it: 1 key.", after: "In it: 2 keys." });
  expect(segmentSentences({ ...change, before: null })?.before).toBe("There was none.");
  expect(segmentSentences({ ...change, after: { rules: 3 } })).toBeUndefined();
  expect(segmentSentences({ ...change, action: "segment.deleted" })).toBeUndefined();
});

it("offers a way back where the server knows one and there is something to go back to", () => {
  expect(isRevertible({ action: "segment.saved", before: segment([]) })).toBe(true);
  expect(isRevertible({ action: "segment.saved", before: null })).toBe(false);
  expect(isRevertible({ action: "flag.updated", before: { name: "x" } })).toBe(true);
  expect(isRevertible({ action: "flag.created", before: { name: "x" } })).toBe(false);
});

it("is an operation that can be proposed to others, of exactly what was replaced", () => {
  const before = { name: "Old", owner: "ops" };
  expect(wayBack({ action: "flag.updated", before, flag: "x", segment: undefined })).toEqual({
    kind: "updateFlag",
    flag: "x",
    patch: before,
  });
  expect(wayBack({ action: "segment.saved", before: segment(["ann"]), flag: undefined, segment: "beta" })).toEqual({
    kind: "saveSegment",
    segment: "beta",
    input: segment(["ann"]),
  });
  expect(wayBack({ action: "flag.created", before, flag: "x", segment: undefined })).toBeUndefined();
});
