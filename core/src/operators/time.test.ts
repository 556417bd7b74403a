import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTime } from "./time.ts";

const two = (value: number): string => String(value).padStart(2, "0");
const at = fc.date({
  min: new Date("0001-01-02T00:00:00Z"),
  max: new Date("9999-12-30T00:00:00Z"),
  noInvalidDate: true,
});
const offset = fc.tuple(fc.constantFrom("+", "-"), fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }));

describe("parseTime", () => {
  it("reads what Date writes, as Date reads it", () => {
    const agree = fc.property(at, (date) => {
      expect(parseTime(date.toISOString())).toBe(date.getTime());
    });
    fc.assert(agree, { numRuns: 3000, seed: 23 });
  });

  it("reads offsets as Date reads them", () => {
    const agree = fc.property(at, offset, (date, [sign, hours, minutes]) => {
      const text = date.toISOString().replace("Z", `${sign}${two(hours)}:${two(minutes)}`);
      expect(parseTime(text), text).toBe(Date.parse(text));
    });
    fc.assert(agree, { numRuns: 3000, seed: 24 });
  });

  it("knows which days exist", () => {
    for (const year of [1900, 2000, 2023, 2024]) {
      for (let month = 1; month <= 13; month++) {
        for (let day = 0; day <= 32; day++) {
          const text = `${year}-${two(month)}-${two(day)}T00:00:00Z`;
          const real = new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10) === text.slice(0, 10);
          expect(parseTime(text) !== undefined, text).toBe(real);
        }
      }
    }
  });

  it.each([
    "2026-01-01",
    "2026-01-01T00:00:00",
    "2026-01-01T00:00:60Z",
    "2026-01-01 00:00:00Z",
    "+002026-01-01T00:00Z",
    "",
  ])("%j is no time", (text) => {
    expect(parseTime(text)).toBeUndefined();
  });
});
