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

  it.each([
    "https://",
    "a https://example.org/b, c",
    "https://a.example.org“https://b.example.org”\nhttp://c.example.org)))",
    "https://[broken and http://example.org:99999999/x",
    "HTTPS://EXAMPLE.ORG/Ä ?",
  ])("of %j lose no letter, and lead to nothing but http", (text) => {
    const parts = linkParts(text);
    expect(parts.map((part) => part.text).join("")).toBe(text);
    for (const { href } of parts) if (href) expect(new URL(href).protocol).toMatch(/^https?:$/);
  });
});
