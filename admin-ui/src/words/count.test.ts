import { expect, it } from "vitest";
import { counted, shortCount } from "./count.ts";

it("counts in words", () => {
  expect(counted(1, "flag")).toBe("1 flag");
  expect(counted(2000, "flag")).toBe("2,000 flags");
  expect(counted(0, "entry", "entries")).toBe("0 entries");
  expect(shortCount(1_234_567)).toBe("1.2M");
});
