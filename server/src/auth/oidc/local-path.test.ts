import { expect, it } from "vitest";
import { localPath } from "./local-path.ts";

it.each(["/", "/projects/default/flags?search=a#b", "/%2F%2Fevil.example", "/a//b"])("goes to %s", (path) => {
  expect(localPath(path)).toBe(path);
});

it.each([
  undefined,
  "",
  "flags",
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "\t//evil.example",
  " //evil.example",
  "/x/..//evil.example",
  "/.//evil.example",
  "/%2e//evil.example",
  "https://evil.example",
  "https:evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
])("goes to the first page instead of %j", (path) => {
  expect(localPath(path)).toBe("/");
});
