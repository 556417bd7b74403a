import { describe, expect, it, vi } from "vitest";
import { bucket, exposureThreshold, type Layer, splitBounds } from "../index.ts";

// Takes a second, but a busy machine makes it many.
vi.setConfig({ testTimeout: 60_000 });

// Statistics with fixed salts and keys: the outcome never varies, so a failure is a fault and not chance. Bounds are
// five standard deviations wide, or a p-value of about one in a million.

const KEYS = 100_000;
const keyForms: Record<string, (i: number) => string> = {
  "counted users": (i) => `user-${i}`,
  "bare numbers": (i) => String(i),
  "mail addresses": (i) => `person.${i}@mail.example`,
  "identifiers that differ at the start": (i) => `${i.toString(36).padStart(6, "0")}-0000-4000-8000-0305e82c3301`,
  "names beyond ASCII": (i) => `用户-${i}-ë`,
};

const SALTS = ["k3v9qx2", "00000zz", "p0p0p0p", "aaaaaaa", "aaaaaab"];

function count(form: (i: number) => string, is: (key: string) => boolean): number {
  let found = 0;
  for (let i = 0; i < KEYS; i++) if (is(form(i))) found++;
  return found;
}

function expectShare(found: number, share: number): void {
  const deviation = Math.sqrt(KEYS * share * (1 - share));
  expect(Math.abs(found - KEYS * share)).toBeLessThan(5 * deviation);
}

describe.each(Object.entries(keyForms))("%s", (_, form) => {
  it.each(SALTS.slice(0, 2))("exposed shares are what was asked for, salt %s", (salt) => {
    const hashes = Array.from({ length: KEYS }, (_, i) => bucket(salt, ".", form(i)));
    for (const percentage of [0.1, 1, 25, 50, 99]) {
      const threshold = exposureThreshold(percentage);
      expectShare(hashes.filter((hash) => hash < threshold).length, percentage / 100);
    }
  });

  it("so are the shares of variants, among the exposed alone", () => {
    const [first, second] = splitBounds([1, 2, 1]) as [number, number, number];
    const threshold = exposureThreshold(50);
    const among = (low: number, high: number): number =>
      count(form, (key) => {
        const hash = bucket("k3v9qx2", ":", key);
        return bucket("k3v9qx2", ".", key) < threshold && hash >= low && hash < high;
      });
    expectShare(among(0, first), 0.125);
    expectShare(among(first, second), 0.25);
  });
});

/** Pearson's chi-square of a joint table of ten by ten deciles: 99 degrees of freedom. */
function jointChiSquare(left: [string, Layer], right: [string, Layer], form: (i: number) => string): number {
  const cells = new Array<number>(100).fill(0);
  for (let i = 0; i < KEYS; i++) {
    const key = form(i);
    const row = Math.floor((bucket(left[0], left[1], key) / 2 ** 32) * 10);
    const column = Math.floor((bucket(right[0], right[1], key) / 2 ** 32) * 10);
    cells[row * 10 + column] = (cells[row * 10 + column] ?? 0) + 1;
  }
  const expected = KEYS / 100;
  return cells.reduce((sum, found) => sum + (found - expected) ** 2 / expected, 0);
}

describe("independence", () => {
  /** Of a chi-square with 99 degrees of freedom: one in a million is above the one, one in a million below the other. */
  const [LOW, HIGH] = [46, 179];

  const pairs = SALTS.flatMap((a, i) => SALTS.slice(i + 1).map((b) => [a, b] as const));

  it.each(pairs)("flags with salts %s and %s expose independently", (a, b) => {
    const value = jointChiSquare([a, "."], [b, "."], (i) => `user-${i}`);
    expect(value).toBeGreaterThan(LOW);
    expect(value).toBeLessThan(HIGH);
  });

  it.each(SALTS)("exposure and split of a flag are independent, salt %s", (salt) => {
    const value = jointChiSquare([salt, "."], [salt, ":"], (i) => `user-${i}`);
    expect(value).toBeGreaterThan(LOW);
    expect(value).toBeLessThan(HIGH);
  });
});
