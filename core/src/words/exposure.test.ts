import { describe, expect, it } from "vitest";
import type { Configuration } from "../flag.ts";
import { direction, rampHint, rampPercentage, rampTo } from "./exposure.ts";
import type { FlagShape } from "./sentence.ts";

const onOff: FlagShape = {
  type: "boolean",
  variants: [
    { key: "on", value: true },
    { key: "off", value: false },
  ],
};

const base: Configuration = {
  enabled: true,
  offVariant: "off",
  prerequisites: [],
  targets: [],
  rules: [],
  fallthrough: { variant: "on" },
};
const at = (percentage: number): Configuration => ({ ...base, fallthrough: rampTo(onOff, base, percentage) });

describe("direction", () => {
  const flag = { ...onOff, key: "checkout", salt: "k3v9qx2" };

  it("is up when anyone may get something new, down when nobody does", () => {
    expect(direction(flag, at(5), at(25))).toBe("raises");
    expect(direction(flag, at(25), at(5))).toBe("lowers");
    expect(direction(flag, at(25), at(25))).toBe("same");
    expect(direction(flag, at(100), base)).toBe("same");
  });

  it("counts on and off, killed and restored", () => {
    expect(direction(flag, { ...base, enabled: false }, at(5))).toBe("raises");
    expect(direction(flag, base, { ...base, enabled: false })).toBe("lowers");
    expect(direction(flag, { ...base, killed: { by: "ana", at: 0 } }, base)).toBe("raises");
    expect(direction(flag, { ...at(5), killed: true }, { ...at(25), killed: true })).toBe("same");
  });
});

describe("rampTo", () => {
  it("keeps split, attribute and off side", () => {
    const rollout = { percentage: 5, variants: [{ variant: "on", weight: 3 }], otherwise: "off", bucketBy: "org.id" };
    const moved = rampTo(onOff, { ...base, fallthrough: { rollout } }, 0.125);
    expect(moved).toEqual({ rollout: { ...rollout, percentage: 0.125 } });
  });

  it("makes a rollout of what everyone gets, or of the other of two variants", () => {
    const expected = { rollout: { percentage: 5, variants: [{ variant: "on", weight: 1 }], otherwise: "off" } };
    expect(rampTo(onOff, base, 5)).toEqual(expected);
    expect(rampTo(onOff, { ...base, fallthrough: { variant: "off" } }, 5)).toEqual(expected);
  });
});

describe("rampPercentage", () => {
  it("is where the ramp stands", () => {
    expect(rampPercentage(onOff, at(5))).toBe(5);
    expect(rampPercentage(onOff, base)).toBe(100);
    expect(rampPercentage(onOff, { ...base, fallthrough: { variant: "off" } })).toBe(0);
  });

  it("is unknown where everyone gets the off variant and several others could be ramped to", () => {
    const three = { ...onOff, variants: [...onOff.variants, { key: "other", value: true }] };
    expect(rampPercentage(three, { ...base, fallthrough: { variant: "off" } })).toBeUndefined();
  });
});

it("says who joins and who leaves", () => {
  const hint = (saved: Configuration, edited: Configuration) => rampHint(onOff, saved, edited);
  expect(hint(at(5), at(25))).toBe("From 5 to 25 %: everyone who is in stays in, another 20 % join.");
  expect(hint(at(25), at(5))).toBe("From 25 to 5 %: 20 % leave, the first 5 % stay. Nobody new joins.");
  expect(hint(at(5), at(0))).toMatch(/all leave/);
  expect(hint({ ...at(100), enabled: false }, at(5))).toBe("From 0 to 5 %: 5 % join, and stay in as you go up.");
  expect(hint({ ...at(5), killed: true } as Configuration, at(25))).toMatch(/until it is restored/);
  expect(hint(at(5), { ...at(25), enabled: false })).toMatch(/nobody is in/);
});
