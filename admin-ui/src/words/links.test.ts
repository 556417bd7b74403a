import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linkParts } from "./links.ts";

const hrefs = (text: string) => linkParts(text).flatMap(({ href }) => href ?? []);

describe("addresses in what people wrote", () => {
  it.each([
    ["see https://tickets.example.org/SHOP-12.", ["https://tickets.example.org/SHOP-12"]],
    ["(http://example.org/a?b=c#d), https://example.org/e", ["http://example.org/a?b=c#d", "https://example.org/e"]],
    ["https://example.org", ["https://example.org"]],
    ["example.org, ftp://example.org and http://", []],
    ["javascript:alert(1) data:text/html,x", []],
    ["", []],
  ])("%j", (text, expected) => {
    expect(hrefs(text)).toEqual(expected);
  });

  it("lose no letter, and lead to nothing but http", () => {
    const word = fc.oneof(fc.string(), fc.webUrl(), fc.constantFrom("https://", "javascript:", ")", "“", "\n"));
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const text = words.join("");
        const parts = linkParts(text);
        expect(parts.map((part) => part.text).join("")).toBe(text);
        for (const { href } of parts) if (href) expect(new URL(href).protocol).toMatch(/^https?:$/);
      }),
    );
  });
});
