import { expect, it } from "vitest";
import { readLocation } from "./location.ts";

it.each(["postgres://me:canary@db:5432/flags?sslmode=require", "postgres://me@db:5432/flags?password=canary"])(
  "calls the database by host and name, never by what opens it: %s",
  (url) => {
    const { connection, name } = readLocation(url);
    expect(connection.connectionString).toBe(url);
    expect(name).toBe("db:5432/flags");
  },
);

it.each([
  "postgres://me:1/canary@db/flags",
  "postgres://me:canary/x@db/flags",
  "postgres://me:canary#x@db/flags",
  "postgres://me:canary?x@db/flags",
  "postgres://[canary",
])("says nothing of %s, whose password is not encoded", (url) => {
  expect(() => readLocation(url)).toThrow(/^(?!.*canary).*must be a URL.*percent-encoded$/);
});
