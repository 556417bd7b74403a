import { expect, it } from "vitest";
import { removalWords } from "./removal-words.ts";

const now = Date.parse("2026-02-02T12:00:00Z");
const temporary = (expectedRemoval?: string) => ({
  lifetime: { kind: "temporary" as const, ...(expectedRemoval ? { expectedRemoval } : {}) },
});

it("says since when a flag should be gone, or that nobody has touched it", () => {
  expect(removalWords(temporary("2026-02-02"), now)).toBe("To be removed by 2 Feb 2026, today");
  expect(removalWords(temporary("2026-02-01"), now)).toBe("To be removed by 1 Feb 2026, yesterday");
  expect(removalWords(temporary("2026-01-31"), now)).toBe("To be removed by 31 Jan 2026, 2 days ago");
  expect(removalWords(temporary("2026-03-01"), now)).toBe("Temporary, and untouched for 60 days");
  expect(removalWords(temporary(), now)).toBe("Temporary, and untouched for 60 days");
});
