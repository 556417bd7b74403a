import fc from "fast-check";
import { expect, test } from "vitest";
import { parseServerMessage } from "./parse-server-message.ts";

// What is taken and what is not is in vectors/protocol.json, which the store's test runs.

test("nothing makes it throw, and what it takes is safe to store", () => {
  const field = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom("snapshot", "changes", "current", "goaway", 1, "e", [{ key: "a" }], { flags: ["a"] }),
  );
  const message = fc.record(
    { type: field, version: field, epoch: field, from: field, to: field, flags: field, removed: field, afterMs: field },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        message.map((value) => JSON.stringify(value)),
      ),
      (text) => {
        const result = parseServerMessage<{ key: string }>(text);
        if (!result || "problem" in result || result.type === "current" || result.type === "goaway") return;
        for (const { key } of result.flags) expect(typeof key).toBe("string");
        if (result.type === "changes") for (const key of result.removed.flags) expect(typeof key).toBe("string");
        else expect(Number.isSafeInteger(result.version)).toBe(true);
      },
    ),
    { numRuns: 2_000 },
  );
  expect(parseServerMessage("[".repeat(1_000_000))).toHaveProperty("problem");
});

test.each(["constructor", "__proto__", "toString", "weather", ""])(
  "a type called %j is one that is not known",
  (type) => {
    expect(parseServerMessage(JSON.stringify({ type }))).toBeUndefined();
  },
);
