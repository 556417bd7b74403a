import { expect, it } from "vitest";
import { originsProblem, parseOrigins } from "./origins.ts";

it("takes lines and commas, and forgives a slash at the end", () => {
  expect(parseOrigins(" https://a.org/\nhttp://localhost:*, https://b.org ")).toEqual([
    "https://a.org",
    "http://localhost:*",
    "https://b.org",
  ]);
  expect(parseOrigins("  ")).toEqual([]);
});

it("names the first that is no origin", () => {
  expect(originsProblem("https://a.org, shop.example.com")).toMatch(/^“shop.example.com” is not an origin/);
  expect(originsProblem("https://a.org/path")).toMatch(/a\.org\/path/);
  expect(originsProblem("")).toBeNull();
});
