import { expect, it } from "vitest";
import { isLocalLink } from "./local-link.ts";

it("takes pages of ours and nobody else's", () => {
  expect(["/", "/projects/demo/flags?q=a#b"].every(isLocalLink)).toBe(true);
  for (const link of [
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "",
    1,
    null,
  ]) {
    expect(isLocalLink(link)).toBe(false);
  }
});
