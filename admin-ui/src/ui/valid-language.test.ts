import { expect, it } from "vitest";
import { validLanguage } from "./valid-language.ts";

it("keeps a language that Intl knows, and replaces one that it refuses", () => {
  expect(["de-AT", "en", "en-US@posix", "", "x y"].map(validLanguage)).toEqual(["de-AT", "en", "en", "en", "en"]);
});
