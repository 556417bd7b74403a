import { expect, it } from "vitest";
import { environmentNamed } from "./index.ts";

const environments = [
  { key: "development", name: "Development" },
  { key: "production", name: "Production" },
  { key: "prod-eu", name: "Europe" },
  { key: "qa", name: "Quality" },
];

it.each([
  ["production", "production"],
  ["Production", "production"],
  ["dev", "development"],
  ["europe", "prod-eu"],
  ["qua", "qa"],
  ["qa", "qa"],
  // Two begin so, or there is too little of it.
  ["prod", undefined],
  ["produ", "production"],
  ["de", undefined],
  ["", undefined],
  ["moon", undefined],
])("%j means %j", (word, key) => {
  expect(environmentNamed(word, environments)?.key).toBe(key);
});
