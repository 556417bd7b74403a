import { expect, it } from "vitest";
import { meant } from "./meant.ts";

const FLAGS = [
  { key: "checkout-v2", name: "New checkout" },
  { key: "search-suggestions", name: "Search suggestions" },
  { key: "free-shipping", name: "" },
  { key: "dark-mode", name: "Größere Schrift" },
];

it.each([
  [["sugestion"], ["search-suggestions"]],
  [["chekout"], ["checkout-v2"]],
  [["new", "ckeckout"], ["checkout-v2"]],
  [["free-shiping"], ["free-shipping"]],
  [["schrfit"], ["dark-mode"]],
  [["payments"], []],
  [["-"], []],
  [[], []],
])("%j probably means %j", (words, keys) => {
  expect(meant(words, FLAGS).map(({ key }) => key)).toEqual(keys);
});

it("names a few", () => {
  const many = Array.from({ length: 50 }, (_, i) => ({ key: `checkout-${i}`, name: "" }));
  expect(meant(["chekout"], many)).toHaveLength(5);
});
