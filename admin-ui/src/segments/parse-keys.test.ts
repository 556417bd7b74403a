import { expect, it } from "vitest";
import { parseKeys } from "./parse-keys.ts";

it("reads what people paste", () => {
  expect(parseKeys('user-1\nuser-2\r\n\n user-3 ,user-1;"user 4"\tuser-5')).toEqual({
    keys: ["user-1", "user-2", "user-3", "user 4", "user-5"],
    repeated: 1,
    tooLong: [],
  });
  expect(parseKeys(" \n")).toEqual({ keys: [], repeated: 0, tooLong: [] });
  expect(parseKeys(`a\n${"x".repeat(1001)}`)).toMatchObject({ keys: ["a"], tooLong: ["x".repeat(1001)] });
});

it("reads a hundred thousand", () => {
  const text = Array.from({ length: 100_000 }, (_, index) => `user-${index}`).join("\n");
  expect(parseKeys(text).keys).toHaveLength(100_000);
});
