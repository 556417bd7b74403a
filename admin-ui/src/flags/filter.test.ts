import { expect, it } from "vitest";
import { filterFlags } from "./filter.ts";

const flag = (
  key: string,
  more: { name?: string; description?: string; tags?: string[]; archived?: boolean } = {},
) => ({
  key,
  name: "",
  description: "",
  tags: [],
  archived: false,
  ...more,
});

const flags = [
  flag("search-v2", { description: "Follows the new checkout" }),
  flag("new-checkout", { name: "Neue Größe", tags: ["shop"] }),
  flag("old-checkout", { archived: true }),
];
const keys = (search: string, archived = false) => filterFlags(flags, search, archived).map(({ key }) => key);

it("keeps the flags in which every word occurs, those named so first", () => {
  expect(keys("")).toEqual(["new-checkout", "search-v2"]);
  expect(keys("checkout new")).toEqual(["new-checkout", "search-v2"]);
  expect(keys("SHOP")).toEqual(["new-checkout"]);
  expect(keys("grosse")).toEqual(["new-checkout"]);
  expect(keys("nothing")).toEqual([]);
});

it("shows archived flags only when asked", () => {
  expect(keys("checkout", true)).toEqual(["old-checkout"]);
});
