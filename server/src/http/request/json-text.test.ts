import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkedJson } from "./json-text.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

describe("checkedJson", () => {
  it("leaves every JSON of whole characters as it is", () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: "grapheme", maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes("\\u0000"));
        expect(checkedJson(bytes(text))).toBe(text);
      }),
    );
  });

  it.each([
    ["{", "The body must be JSON, received something else at"],
    ["", "The body must be JSON, received something else at its end"],
    ['{"password":"hunter2" oops}', "received something else at position"],
    [`${"[".repeat(33)}${"]".repeat(33)}`, "at most 32 levels deep, received 33"],
    ['{"name":"\\ud800"}', "received U+D800"],
    ['{"name":"\\udc00\\ud800"}', "received U+DC00"],
    ['{"na\\u0000me":1}', "received U+0000"],
    ['["\\u0000"]', "received U+0000"],
  ])("refuses %j", (text, message) => {
    expect(() => checkedJson(bytes(text))).toThrow(message);
    expect(() => checkedJson(bytes(text))).not.toThrow("hunter2");
  });

  it("takes whole characters, also when they are written as escapes", () => {
    expect(checkedJson(bytes('"\\ud83d\\ude80 \\u00e9"'))).toBe('"\\ud83d\\ude80 \\u00e9"');
  });

  it("refuses what is not UTF-8", () => {
    expect(() => checkedJson(new Uint8Array([0x22, 0xff, 0x22]))).toThrow("must be UTF-8");
  });
});
