import { expect, it } from "vitest";
import { lagWords } from "./lag-words.ts";

it("says how far an SDK is behind", () => {
  expect(lagWords(null, 0)).toBe("has the newest version");
  expect(lagWords({ versions: 1, since: 0 }, 120_000)).toBe("1 version behind, for 2 minutes");
});
