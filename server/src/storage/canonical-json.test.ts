import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";

describe("canonicalJson", () => {
  test("sorts members by UTF-16 code units, as the example of RFC 8785 section 3.2.3", () => {
    const value = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7 };
    expect(canonicalJson(value)).toBe('{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}');
  });

  test("writes numbers and texts as ECMAScript does, without white space", () => {
    const value = { numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 1e-27, -0], text: "\u20ac$\u000f\nA'B\"\\/" };
    expect(canonicalJson(value)).toBe(
      '{"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0],"text":"\u20ac$\\u000f\\nA\'B\\"\\\\/"}',
    );
  });

  test("quotes every text as ECMAScript does", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => canonicalJson(text) === JSON.stringify(text)));
    const units = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));
    expect(units.filter((unit) => canonicalJson(unit) !== JSON.stringify(unit))).toEqual([]);
  });

  test("leaves undefined members out, at every depth", () => {
    expect(canonicalJson({ b: undefined, a: [{ d: 1, c: undefined }] } as never)).toBe('{"a":[{"d":1}]}');
  });

  test("refuses what JSON can't carry", () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, undefined, [undefined], () => 1, 1n]) {
      expect(() => canonicalJson(value as never)).toThrow(TypeError);
    }
  });

  test("is the same for equal values in any order of members, and reads back as the value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value as never);
        const reversed = JSON.parse(JSON.stringify(value), (_name, member) =>
          typeof member === "object" && member !== null && !Array.isArray(member)
            ? Object.fromEntries(Object.entries(member).reverse())
            : member,
        );
        expect(canonicalJson(reversed)).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
