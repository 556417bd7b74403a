import { expect, it } from "vitest";
import { asked } from "./filter.ts";

it("asks for whole days by the clock of whoever looks", () => {
  expect(asked({ environment: "production", from: "2026-07-01", to: "2026-09-30" })).toEqual({
    environment: "production",
    from: String(new Date(2026, 6, 1).getTime()),
    to: String(new Date(2026, 9, 1).getTime()),
  });
});

it("asks for nothing where a day is none", () => {
  expect(asked({ from: "last quarter", actor: "u" })).toEqual({ actor: "u" });
});
