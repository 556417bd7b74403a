import { describe, expect, it } from "vitest";
import { exampleKeys, preview } from "./preview.ts";

const SALT = "k3v9qx2";
const moves = (from: number, to: number) => preview(SALT, exampleKeys(1000), from, to);
const whoIs = (move: string, from: number, to: number) =>
  moves(from, to)
    .filter((one) => one.move === move)
    .map(({ key }) => key);

describe("the preview of a ramp", () => {
  it("puts keys where the vectors of the evaluator have them", () => {
    expect(preview(SALT, ["user-1", "user-2", "a"], 0, 10)).toEqual([
      { key: "user-1", at: 8.211, move: "joins" },
      { key: "user-2", at: 99.496, move: "out" },
      { key: "a", at: 14.851, move: "out" },
    ]);
  });

  it("moves nobody out on the way up, and nobody in on the way down", () => {
    expect(whoIs("leaves", 5, 25)).toEqual([]);
    expect(whoIs("joins", 25, 5)).toEqual([]);
    expect(whoIs("joins", 5, 25)).toEqual(whoIs("leaves", 25, 5));
  });

  it("is exact to a thousandth of a percent", () => {
    const one = (to: number) => preview(SALT, ["user-1"], 0, to)[0]?.move;
    expect([one(8.211), one(8.212)]).toEqual(["out", "joins"]);
  });
});
