import { expect, it } from "vitest";
import { parseScalar, retype, scalarText, scalarType } from "./scalars.ts";

it("reads the type off the values", () => {
  expect(scalarType([])).toBe("text");
  expect(scalarType(["1"])).toBe("text");
  expect(scalarType([1, 2])).toBe("number");
  expect(scalarType([true])).toBe("boolean");
  expect(scalarType([1, "1"])).toBe("mixed");
});

it("shows a mixed list so that a text and a number differ, and reads it back", () => {
  const values = [42, "42", true];
  const texts = values.map((value) => scalarText(value, "mixed"));
  expect(texts).toEqual(["42", '"42"', "true"]);
  expect(texts.map((text) => parseScalar(text, "mixed"))).toEqual(values);
});

it("means the same as another type, and keeps what can't be", () => {
  expect(retype(["1", "x"], "number")).toEqual([1, "x"]);
  expect(retype([1, 2], "text")).toEqual(["1", "2"]);
  expect(retype(["true", "yes"], "boolean")).toEqual([true, "yes"]);
});
